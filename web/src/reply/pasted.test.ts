import { describe, expect, it } from 'vitest'
import { pastedFiles } from './pasted'

const picture = new File(['x'], 'image.png', { type: 'image/png' })
const photo = new File(['x'], '照片.jpg', { type: 'image/jpeg' })
const table = new File(['x'], '报价.xlsx', { type: 'application/vnd.ms-excel' })

const pasted = (files: File[], text = '') =>
  pastedFiles({ files: files as unknown as FileList, getData: (type: string) => (type === 'text/plain' ? text : '') }).map((file) => file.name)

describe('what is pasted', () => {
  it('from a spreadsheet or a word processor is text, though a picture of it comes along', () => {
    expect(pasted([picture], '单号\t件数\n37001\t2\n')).toEqual([])
    expect(pasted([picture], '您好')).toEqual([])
  })
  it('is a picture when a picture alone was copied', () => {
    expect(pasted([picture])).toEqual(['image.png'])
    expect(pasted([picture], ' \n')).toEqual(['image.png'])
  })
  it('from a file manager is the files, whose names come along', () => {
    expect(pasted([photo], '照片.jpg')).toEqual(['照片.jpg'])
    expect(pasted([photo, table], '/home/li/照片.jpg\n/home/li/报价.xlsx')).toEqual(['照片.jpg', '报价.xlsx'])
    expect(pasted([table], '一份报价')).toEqual(['报价.xlsx'])
  })
  it('may be nothing', () => {
    expect(pastedFiles(null)).toEqual([])
    expect(pasted([], '只有文字')).toEqual([])
  })
})

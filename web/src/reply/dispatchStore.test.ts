import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeUploads } from '@/testing/fakeUploads'
import { settled } from '@/testing/settled'
import { useAttachmentStore } from './attachmentStore'
import { useDispatchStore } from './dispatchStore'
import { useDraftStore } from './draftStore'
import { mediaOf, textOf } from './outgoing'
import { useReplyStore } from './replyStore'

let uploads: ReturnType<typeof fakeUploads>

beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('fetch', vi.fn(() => new Promise(() => undefined)))
  uploads = fakeUploads()
  openPage()
})

/** As when the page is opened, or opened again. */
function openPage(): void {
  setActivePinia(createPinia())
  useReplyStore().takeUp('lin')
  useDraftStore().takeUp('lin')
  useAttachmentStore().takeUp('lin')
  useDispatchStore().takeUp('lin')
}

const sent = (id: string) => useReplyStore().of(id).map((one) => textOf(one.outgoing) || mediaOf(one.outgoing)?.media_id)

function write(conversationId: string, text: string, files: number): void {
  useDraftStore().write(conversationId, text)
  for (let i = 0; i < files; i++) {
    useAttachmentStore().add(conversationId, new File(['x'], `${i}.txt`))
  }
}

describe('an answer that waits for its files', () => {
  it('goes when the last one is up, in the order in which they were laid there', async () => {
    write('7', '请看', 3)
    useDispatchStore().send('7')
    expect(useDispatchStore().waitsForUploads('7')).toBe(true)
    uploads.end(2)
    uploads.end(0)
    await settled()
    expect(sent('7')).toEqual([])
    uploads.end(1)
    await settled()
    expect(sent('7')).toEqual(['M0', 'M1', 'M2', '请看'])
    expect(useDispatchStore().waitsForUploads('7')).toBe(false)
    expect(useDraftStore().get('7')).toBe('')
  })

  it('waits apart from the one of another customer', async () => {
    write('7', '一', 1)
    write('8', '二', 1)
    useDispatchStore().send('7')
    useDispatchStore().send('8')
    uploads.end(1)
    await settled()
    expect([sent('7'), sent('8')]).toEqual([[], ['M1', '二']])
  })

  it('stays in the composer when a file cannot be uploaded, and is not promised any more', async () => {
    write('7', '请看', 2)
    useDispatchStore().send('7')
    uploads.end(0)
    uploads.end(1, 503)
    await settled()
    expect(sent('7')).toEqual([])
    expect(useDispatchStore().waitsForUploads('7')).toBe(false)
    expect(useDraftStore().get('7')).toBe('请看')
  })

  it('that a reload has cut off is told of once, with its words still in the composer', async () => {
    write('7', '请看', 1)
    useDispatchStore().send('7')
    await settled()
    useDispatchStore().breakOff() // as the page does when it is left
    openPage()
    expect(useDispatchStore().brokenOff.has('7')).toBe(true)
    expect(useDraftStore().get('7')).toBe('请看')
    useDispatchStore().send('7')
    await settled()
    expect(sent('7')).toEqual(['请看'])
    expect(useDispatchStore().brokenOff.has('7')).toBe(false)
    openPage()
    expect(useDispatchStore().brokenOff.size).toBe(0)
  })

  it('is told of at the next log-in when its writer logs out meanwhile', () => {
    write('7', '请看', 1)
    useDispatchStore().send('7')
    useDispatchStore().clear()
    openPage()
    expect(useDispatchStore().brokenOff.has('7')).toBe(true)
  })
})

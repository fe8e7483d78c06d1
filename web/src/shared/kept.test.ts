import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ofAccount, ofBrowser } from './kept'

/** Names that contain, begin or end like other names, ids, kinds and the marks keys are made of. */
const NAMES = ['li', 'li.wei', 'li.', '.li', 'li.wei.7', 'li"', '"li', 'li","draft', 'li,', '[li', 'li\\', 'Li', '李', '李伟', 'null', ' li', 'li:7']
const KINDS = ['draft', 'settings']
const IDS = ['', '7', 'wei.7']

beforeEach(() => localStorage.clear())

describe('what a browser keeps', () => {
  it('is seen by the account that wrote it, and by no other one, whatever their names are', () => {
    for (const name of NAMES) {
      for (const kind of KINDS) {
        for (const id of IDS) {
          ofAccount(name).write(kind, `${name}/${kind}/${id}`, id)
        }
      }
    }
    expect(localStorage.length).toBe(NAMES.length * KINDS.length * IDS.length)
    for (const name of NAMES) {
      for (const kind of KINDS) {
        expect(ofAccount(name).ids(kind).sort()).toEqual([...IDS].sort())
        for (const id of IDS) {
          expect(ofAccount(name).read(kind, id)).toBe(`${name}/${kind}/${id}`)
        }
      }
    }
    expect(ofBrowser.ids('draft')).toEqual([])
  })

  it('is removed for one account only', () => {
    ofAccount('li').write('draft', '小', '7')
    ofAccount('li.wei').write('draft', '大', '7')
    ofAccount('li').remove('draft', '7')
    expect(ofAccount('li').read('draft', '7')).toBeNull()
    expect(ofAccount('li.wei').read('draft', '7')).toBe('大')
  })

  it('under the keys of earlier versions finds the account it belongs to', async () => {
    const uuid = 'f3a1c1de-0000-4000-8000-000000000001'
    const before: Record<string, string> = {
      'draft.li.wei.7': '李伟的草稿',
      'untold.li.wei.7': '1',
      [`unsent.li.wei.${uuid}`]: '{"content":"在的"}',
      [`attachment.li.${uuid}`]: '{}',
      'settings.li.wei': '{"holdSeconds":5}',
      'offline.li': 'yes',
      'language': 'en',
      'theme': 'dark',
      'list.order': 'waiting',
      'draft.nobody': 'no id',
    }
    Object.entries(before).forEach(([key, value]) => localStorage.setItem(`xiaoer.${key}`, value))
    localStorage.setItem('another.page', 'stays')
    vi.resetModules()
    const kept = await import('./kept')
    expect(kept.ofAccount('li').ids('draft')).toEqual([])
    expect(kept.ofAccount('li').ids('unsent')).toEqual([])
    expect(kept.ofAccount('li.wei').read('draft', '7')).toBe('李伟的草稿')
    expect(kept.ofAccount('li.wei').read('untold', '7')).toBe('1')
    expect(kept.ofAccount('li.wei').ids('unsent')).toEqual([uuid])
    expect(kept.ofAccount('li').ids('attachment')).toEqual([uuid])
    expect(kept.ofAccount('li.wei').read('settings')).toBe('{"holdSeconds":5}')
    expect(kept.ofAccount('li').read('offline')).toBe('yes')
    expect(kept.ofBrowser.read('language')).toBe('en')
    expect(kept.ofBrowser.read('theme')).toBe('dark')
    const left = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '')
    expect(left.filter((key) => key.startsWith('xiaoer.'))).toEqual([])
    expect(localStorage.getItem('another.page')).toBe('stays')
  })
})

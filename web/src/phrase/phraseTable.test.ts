import { describe, expect, it } from 'vitest'
import { NEW_PHRASE } from './phrase'
import { decoded, readTable } from './phraseTable'
import { STARTER_PHRASES } from './starterPhrases'
import { pieces, unknown, type TableRow } from './tableRows'

const row = (content: string, change: Partial<TableRow> = {}): TableRow => ({ group: '', shortcut: '', title: content, content, ...change })

describe('a table of phrases', () => {
  it('is read by the names of its columns, in whatever order', () => {
    expect(readTable('快捷短语分组,快捷编码,快捷短语\n发货,fh,"48 小时内发出，\n请放心"\n').rows).toEqual([{ group: '发货', shortcut: 'fh', title: '48 小时内发出，', content: '48 小时内发出，\n请放心' }])
    expect(readTable('Title;Content\nHello;"Hi; there"').rows).toEqual([{ group: '', shortcut: '', title: 'Hello', content: 'Hi; there' }])
  })
  it('without names is read by how many columns it has', () => {
    expect(readTable('您好\n再见').rows.map((one) => one.content)).toEqual(['您好', '再见'])
    expect(readTable('/fh\t今天发\t发货\nth\t可以退\t售后').rows).toEqual([row('今天发', { shortcut: 'fh', group: '发货' }), row('可以退', { shortcut: 'th', group: '售后' })])
  })
  it('says which rows cannot be taken', () => {
    const table = readTable(`内容,编码\n好,h\n,x\n${'长'.repeat(683)},c\n\n行,i`)
    expect(table.rows.map((one) => one.shortcut)).toEqual(['h', 'i'])
    expect(table.wrong).toEqual([{ line: 3, why: 'empty' }, { line: 4, why: 'long' }])
  })
  it('is shortened where the server bounds names', () => {
    const [one] = readTable(`缩写,内容,标题\n${'a b'.repeat(20)},好,${'题'.repeat(60)}`).rows
    expect(one?.shortcut).toHaveLength(30)
    expect(Array.from(one?.title ?? '')).toHaveLength(50)
  })
  it('is empty where nothing stands', () => {
    expect(readTable('  \n ')).toEqual({ rows: [], wrong: [] })
  })
})

describe('a file', () => {
  it('is read in the encodings of Chinese programs', () => {
    expect(decoded(new TextEncoder().encode('发货'))).toBe('发货')
    expect(decoded(new Uint8Array([0xb7, 0xa2, 0xbb, 0xf5]))).toBe('发货')
    expect(decoded(new Uint8Array([0xff, 0xfe, 0xd1, 0x53, 0x27, 0x8d]))).toBe('发货')
  })
  it('that is no text is refused', () => {
    expect(decoded(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]))).toBeNull()
  })
})

describe('what is sent', () => {
  it('is cut into pieces that one request can hold', () => {
    const rows = Array.from({ length: 250 }, (_, index) => row(`${index}`))
    expect(pieces(rows).map((piece) => piece.length)).toEqual([100, 100, 50])
    expect(pieces(Array.from({ length: 3 }, () => row('长'.repeat(600))), 100, 4_000).map((piece) => piece.length)).toEqual([1, 1, 1])
    expect(pieces([])).toEqual([])
  })
  it('is not there already, for the same owner', () => {
    const there = [{ ...NEW_PHRASE, id: '1', media_url: null, owner: 'team' as const, title: '好', content: '好' }]
    expect(unknown([row('好'), row('行'), row('行')], there, 'team').map((one) => one.content)).toEqual(['行'])
    expect(unknown([row('好')], there, 'me')).toHaveLength(1)
  })
})

describe('the starter set', () => {
  it('has twenty phrases with shortcuts of their own', () => {
    expect(STARTER_PHRASES).toHaveLength(20)
    expect(new Set(STARTER_PHRASES.map((one) => one.shortcut)).size).toBe(20)
  })
})

import { describe, expect, it } from 'vitest'
import { filled, groupsOf, matching, NEW_PHRASE, slashBefore, type Phrase } from './phrase'
import { learnPinyin, spelled } from './pinyin'

const phrase = (id: string, change: Partial<Phrase>): Phrase => ({ ...NEW_PHRASE, id, media_url: null, ...change })

describe('a slash', () => {
  it('asks for a phrase at the beginning and after a space', () => {
    expect(slashBefore('/fa', 3)).toEqual({ from: 0, typed: 'fa' })
    expect(slashBefore('在的 /fa', 6)).toEqual({ from: 3, typed: 'fa' })
  })
  it('does not in an address or a date', () => {
    expect(slashBefore('https://a.cn', 12)).toBeNull()
    expect(slashBefore('11/25', 5)).toBeNull()
  })
  it('may be what an input method makes of the key', () => {
    expect(slashBefore('、发货', 3)).toEqual({ from: 0, typed: '发货' })
    expect(slashBefore('苹果、梨', 4)).toBeNull()
  })
})

describe('phrases', () => {
  it('are found by shortcut first, then by title, then by text', () => {
    const all = [phrase('text', { content: 'fh 了' }), phrase('title', { title: '发货 fh' }), phrase('shortcut', { shortcut: 'fh' }), phrase('other', { shortcut: 'zz' })]
    expect(matching(all, 'fh', () => false).map((one) => one.id)).toEqual(['shortcut', 'title', 'text'])
  })
  it('are found by how their titles are spelled, whole and by first letters', async () => {
    await learnPinyin()
    const all = [phrase('ship', { title: '发货时间' }), phrase('back', { title: '退换货', group: '售后' }), phrase('again', { title: '重发一件' }), phrase('size', { title: '尺码', group: '售前', content: 'fa' })]
    const found = (typed: string): string[] => matching(all, typed, spelled.value).map((one) => one.id)
    expect(found('fahuo')).toEqual(['ship'])
    expect(found('fhsj')).toEqual(['ship'])
    expect(found('thh')).toEqual(['back'])
    expect(found('chongfa')).toEqual(['again'])
    expect(found('fa')).toEqual(['ship', 'again', 'size'])
    expect(found('shouhou')).toEqual(['back'])
    expect(found('zzz')).toEqual([])
  })
  it('have groups in the order of their first phrases', () => {
    expect(groupsOf([phrase('a', { group: '售后' }), phrase('b', {}), phrase('c', { group: '发货' }), phrase('d', { group: '售后' })])).toEqual(['售后', '发货'])
  })
  it.each([
    ['{{customer}}，您好', '您好'],
    ['{{customer}}您好，我是林', '您好，我是林'],
    ['您好，{{customer}}！', '您好！'],
    ['亲爱的{{customer}}，已发货', '亲爱的已发货'],
    ['好的 {{ customer }}、稍等', '好的 稍等'],
    ['Hi {{customer}}, one moment', 'Hi, one moment'],
    ['{{customer}}, one moment', 'one moment'],
    ['Thanks, {{customer}}.', 'Thanks.'],
  ])('address nobody by name whom nobody has named: %s', (content, sent) => {
    expect(filled(content, { customer: '', agent: '林', shop: '', last_order: '' })).toBe(sent)
  })
  it('are filled with what is known; the rest stays standing', () => {
    expect(filled('{{customer}}您好，我是{{ agent }}，订单{{last_order}}', { customer: '小王', agent: '林', shop: '', last_order: '' })).toBe('小王您好，我是林，订单{{last_order}}')
  })
})

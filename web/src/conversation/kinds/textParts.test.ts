import { describe, expect, it } from 'vitest'
import { textParts } from './textParts'

describe('a text', () => {
  it('shows where an order is named', () => {
    expect(textParts('订单3723456789012345678，到了吗')).toEqual([
      { kind: 'words', text: '订单' },
      { kind: 'order', text: '3723456789012345678' },
      { kind: 'words', text: '，到了吗' },
    ])
  })
  it('takes the numbers of coming years for orders too', () => {
    for (const order of ['3705115058471208928', '3895464567618158592', '4012345678901234567']) {
      expect(textParts(order)).toEqual([{ kind: 'order', text: order }])
    }
  })
  it('takes no other long number for an order', () => {
    expect(textParts('13800138000 37234567890123456789 1723456789012345678').map((part) => part.kind)).toEqual(['words'])
  })
  it('shows where an address is, without the sentence around it', () => {
    expect(textParts('看https://example.com/a?b=1。好')).toEqual([
      { kind: 'words', text: '看' },
      { kind: 'link', text: 'https://example.com/a?b=1' },
      { kind: 'words', text: '。好' },
    ])
  })
  it.each([
    ['【https://a.cn/x】领券', 'https://a.cn/x'],
    ['《https://a.cn/x》', 'https://a.cn/x'],
    ['“https://a.cn/x”', 'https://a.cn/x'],
    ['看https://a.cn/x：在这', 'https://a.cn/x'],
    ['https://a.cn/x「里」', 'https://a.cn/x'],
    ['https://a.cn/x…', 'https://a.cn/x'],
    ['https://a.cn/x~亲', 'https://a.cn/x'],
    ['https://a.cn/x～亲', 'https://a.cn/x'],
    ['https://a.cn/x.', 'https://a.cn/x'],
    ['https://a.cn/x...', 'https://a.cn/x'],
    ['https://a.cn/x, 谢谢', 'https://a.cn/x'],
    ['(https://a.cn/x)', 'https://a.cn/x'],
    ['[https://a.cn/x]', 'https://a.cn/x'],
    ['（看 https://a.cn/x_(1)）', 'https://a.cn/x_(1)'],
    ['(https://a.cn/x_(1))', 'https://a.cn/x_(1)'],
    ['https://a.cn/x看这里', 'https://a.cn/x'],
    ['https://a.cn/~li/a,b;c?d=[1]&e={2}#f!', 'https://a.cn/~li/a,b;c?d=[1]&e={2}#f'],
    ['https://a.cn/%E5%BE%AE?q=a+b:c@d', 'https://a.cn/%E5%BE%AE?q=a+b:c@d'],
    ['HTTPS://A.CN/X。', 'HTTPS://A.CN/X'],
  ])('%s holds the address %s and nothing more', (text, address) => {
    expect(textParts(text).filter((part) => part.kind === 'link')).toEqual([{ kind: 'link', text: address }])
    expect(textParts(text).map((part) => part.text).join('')).toBe(text)
  })
  it('is no address without a host', () => {
    expect(textParts('https://... 和 http://').map((part) => part.kind)).toEqual(['words'])
  })
  it('loses nothing', () => {
    const text = 'a\n3723456789012345678 https://x.cn 😀'
    expect(textParts(text).map((part) => part.text).join('')).toBe(text)
  })
})

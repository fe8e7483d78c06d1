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
  it('loses nothing', () => {
    const text = 'a\n3723456789012345678 https://x.cn 😀'
    expect(textParts(text).map((part) => part.text).join('')).toBe(text)
  })
})

import { describe, expect, it } from 'vitest'
import { stillThere, stretches, strongest } from './hits'
import type { Action, Hit } from './wordingApi'

function hit(from: number, to: number, action: Action): Hit {
  return { from, to, kind: 'word', value: 'x', action, replacement: null, note: '' }
}

describe('hits in a text', () => {
  it('take the strongest', () => {
    expect(strongest([])).toBeNull()
    expect(strongest([hit(0, 1, 'warn'), hit(2, 3, 'refuse'), hit(4, 5, 'confirm')])).toBe('refuse')
  })

  it('make stretches that are the text again', () => {
    const pieces = stretches('请加微信聊', [hit(1, 4, 'confirm')])
    expect(pieces).toEqual([{ words: '请', action: null }, { words: '加微信', action: 'confirm' }, { words: '聊', action: null }])
    expect(stretches('', [])).toEqual([])
    expect(stretches('好', [])).toEqual([{ words: '好', action: null }])
  })

  it('may overlap, and the stronger one is shown', () => {
    expect(stretches('abcdef', [hit(0, 4, 'warn'), hit(2, 6, 'refuse'), hit(3, 4, 'confirm')])).toEqual([
      { words: 'ab', action: 'warn' },
      { words: 'cdef', action: 'refuse' },
    ])
  })

  it('stay while somebody writes behind them, and go where the words change', () => {
    const checked = { text: '加微信，好', hits: [hit(0, 3, 'confirm'), hit(4, 5, 'warn')] }
    expect(stillThere(checked, '加微信，好的')).toHaveLength(2)
    expect(stillThere(checked, '加微信，')).toHaveLength(1)
    expect(stillThere(checked, '不加微信，好')).toHaveLength(0)
  })
})

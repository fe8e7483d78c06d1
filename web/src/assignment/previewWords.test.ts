import { describe, expect, it } from 'vitest'
import { differenceOf, waitWords } from './previewWords'

describe('the words of a preview', () => {
  it('say how long somebody waited', () => {
    expect([null, 0, 59, 60, 185].map(waitWords)).toEqual(['–', '0 秒', '59 秒', '1 分 00 秒', '3 分 05 秒'])
  })

  it('say whether it is better', () => {
    expect(differenceOf(5, 9)).toBe('better')
    expect(differenceOf(9, 5)).toBe('worse')
    expect(differenceOf(5, 5)).toBe('same')
    expect(differenceOf(null, 5)).toBe('same')
  })
})

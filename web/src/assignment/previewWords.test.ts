import { describe, expect, it } from 'vitest'
import { differenceOf } from './previewWords'

describe('the words of a preview', () => {
  it('say whether it is better', () => {
    expect(differenceOf(5, 9)).toBe('better')
    expect(differenceOf(9, 5)).toBe('worse')
    expect(differenceOf(5, 5)).toBe('same')
    expect(differenceOf(null, 5)).toBe('same')
  })
})

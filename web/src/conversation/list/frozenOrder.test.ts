import { describe, expect, it } from 'vitest'
import { frozenOrder } from './frozenOrder'

const none = new Set<string>()

describe('the order under the pointer', () => {
  it('stays when a message lifts another conversation', () => {
    expect(frozenOrder(['a', 'b', 'c'], ['c', 'a', 'b'], none).ids).toEqual(['a', 'b', 'c'])
  })
  it('says how many stand elsewhere by now', () => {
    expect(frozenOrder(['a', 'b', 'c'], ['a', 'b', 'c'], none).held).toBe(0)
    expect(frozenOrder(['a', 'b', 'c'], ['c', 'a', 'b'], none).held).toBe(1)
    expect(frozenOrder(['a', 'b'], ['new', 'a', 'b'], none).held).toBe(1)
  })
  it('holds newcomers back, and takes what a scroll brought', () => {
    expect(frozenOrder(['a', 'b'], ['new', 'a', 'b', 'p'], new Set(['p']))).toEqual({ ids: ['a', 'b', 'p'], held: 1 })
  })
  it('drops what is gone', () => {
    expect(frozenOrder(['a', 'b'], ['b'], none)).toEqual({ ids: ['b'], held: 0 })
  })
})

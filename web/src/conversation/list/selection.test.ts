import { describe, expect, it } from 'vitest'
import { extended, NOTHING_SELECTED, rowAfter, toggled } from './selection'

const ORDER = ['a', 'b', 'c', 'd', 'e']

function ids(selection: { ids: ReadonlySet<string> }): string {
  return [...selection.ids].sort().join('')
}

describe('a selection', () => {
  it('takes one in and out', () => {
    const one = toggled(NOTHING_SELECTED, 'b')
    expect(ids(one)).toBe('b')
    expect(ids(toggled(one, 'b'))).toBe('')
  })

  it('goes from the last one pressed to this one, either way, and keeps what it had', () => {
    const one = toggled(toggled(NOTHING_SELECTED, 'a'), 'c')
    expect(ids(extended(one, 'e', ORDER))).toBe('acde')
    expect(ids(extended(one, 'b', ORDER))).toBe('abc')
    expect(ids(extended(extended(one, 'd', ORDER), 'e', ORDER))).toBe('acde')
  })

  it('begins anew where nothing was pressed, or what was has left the list', () => {
    expect(ids(extended(NOTHING_SELECTED, 'c', ORDER))).toBe('c')
    expect(ids(extended(toggled(NOTHING_SELECTED, 'gone'), 'c', ORDER))).toBe('cgone')
  })

  it('is walked by keys to the ends of the list and no further', () => {
    expect(rowAfter('ArrowDown', -1, 5)).toBe(0)
    expect(rowAfter('ArrowDown', 4, 5)).toBe(4)
    expect(rowAfter('ArrowUp', 0, 5)).toBe(0)
    expect([rowAfter('Home', 3, 5), rowAfter('End', 3, 5), rowAfter('x', 3, 5)]).toEqual([0, 4, null])
  })
})

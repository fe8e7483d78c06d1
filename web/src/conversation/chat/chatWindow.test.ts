import { describe, expect, it } from 'vitest'
import { message } from '@/testing/fixtures'
import { AT_NEWEST, DRAWN_MAX, spanOf, STEP, towardsNewer, towardsOlder, type ChatWindow } from './chatWindow'

const many = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => message({ id: String(from + index), sort_key: String(from + index).padStart(6, '0') }))
const TEN_THOUSAND = many(0, 10_000)

describe('the part that is drawn', () => {
  it('ends with the newest and is bounded', () => {
    const { start, end } = spanOf(TEN_THOUSAND, AT_NEWEST)
    expect(end).toBe(10_000)
    expect(end - start).toBeLessThanOrEqual(DRAWN_MAX)
  })

  it('reaches the oldest and comes back to the newest, never growing too large', () => {
    let window: ChatWindow = AT_NEWEST
    for (let steps = 0; spanOf(TEN_THOUSAND, window).start > 0; steps++) {
      expect(steps).toBeLessThan(10_000 / STEP + 1)
      window = towardsOlder(TEN_THOUSAND, window)
      const { start, end } = spanOf(TEN_THOUSAND, window)
      expect(end - start).toBeLessThanOrEqual(DRAWN_MAX)
    }
    while (window.last !== null) {
      window = towardsNewer(TEN_THOUSAND, window)
    }
    expect(spanOf(TEN_THOUSAND, window).end).toBe(10_000)
  })

  it('stays with its messages when older ones are loaded before it', () => {
    const loaded = many(500, 600)
    const window = { first: '000540', last: '000580' }
    const before = spanOf(loaded, window)
    const after = spanOf([...many(400, 500), ...loaded], window)
    expect([after.start - before.start, after.end - before.end]).toEqual([100, 100])
  })

  it('takes in a late arrival between its ends', () => {
    const loaded = [...many(0, 5), ...many(6, 20)]
    const window = { first: '000002', last: '000010' }
    const { start, end } = spanOf([...many(0, 20)], window)
    expect(end - start).toBe(spanOf(loaded, window).end - spanOf(loaded, window).start + 1)
  })

  it('is empty for an empty conversation', () => {
    expect(spanOf([], AT_NEWEST)).toEqual({ start: 0, end: 0 })
    expect(towardsOlder([], AT_NEWEST)).toEqual(AT_NEWEST)
  })
})

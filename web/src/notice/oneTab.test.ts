import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inTurn, oneTabOnly } from './oneTab'

let heard: string[]
const ring = (kind: string) => oneTabOnly(`sound ${kind}`, () => inTurn('sound', () => heard.push(kind)))

beforeEach(() => {
  heard = []
  vi.stubGlobal('navigator', {}) // A browser without locks; one with them stands in the tests with a browser.
  vi.useFakeTimers()
})
afterEach(async () => {
  await vi.runAllTimersAsync()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('sounds of one desk', () => {
  it('of one kind at one moment are one', async () => {
    ring('new')
    ring('new')
    await vi.advanceTimersByTimeAsync(1_000)
    ring('new')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(heard).toEqual(['new'])
    ring('new')
    await vi.advanceTimersByTimeAsync(0)
    expect(heard).toEqual(['new', 'new'])
  })
  it('of other kinds wait for the one before and are not lost', async () => {
    ring('new')
    await vi.advanceTimersByTimeAsync(500)
    ring('overdue')
    ring('transfer')
    ring('overdue')
    expect(heard).toEqual(['new'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(heard).toEqual(['new', 'overdue'])
    await vi.advanceTimersByTimeAsync(1_500)
    expect(heard).toEqual(['new', 'overdue', 'transfer'])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(heard).toHaveLength(3)
  })
  it('go on after one that failed', async () => {
    const failed = inTurn('sound', () => {
      throw new Error('no device')
    }).catch(() => 'failed')
    ring('transfer')
    await vi.advanceTimersByTimeAsync(0)
    expect(await failed).toBe('failed')
    expect(heard).toEqual(['transfer'])
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { conversation } from '@/testing/fixtures'
import { forgetLastState, keepLastState, lastState, stateOf } from './lastState'

const names = (id: string): string => `店 ${id}`

describe('the last state', () => {
  beforeEach(() => localStorage.clear())

  it('has shop, time and whose, and nothing that a customer is or wrote', () => {
    const waiting = [
      conversation({ id: '2', shop: 'b', open_id: 'oSecret2', waiting_since: '2026-11-23T08:01:00Z', assignee: { username: 'li', name: 'Li' } }),
      conversation({ id: '1', shop: 'a', open_id: 'oSecret1', waiting_since: '2026-11-23T08:00:00Z' }),
      conversation({ id: '3', shop: 'a', open_id: 'oSecret3', waiting_since: null }),
    ]
    const state = stateOf(waiting, 'li', names, 1_000)
    expect(state).toEqual({
      at: 1_000,
      count: 2,
      rows: [
        { shop: '店 a', since: '2026-11-23T08:00:00Z', mine: false },
        { shop: '店 b', since: '2026-11-23T08:01:00Z', mine: true },
      ],
    })
  })

  it('keeps some rows and counts all', () => {
    const many = Array.from({ length: 30 }, (_, index) => conversation({ id: String(index), waiting_since: '2026-11-23T08:00:00Z' }))
    const state = stateOf(many, 'li', names, 1_000)
    expect(state.count).toBe(30)
    expect(state.rows).toHaveLength(20)
  })

  it('is of one account, until it is forgotten', () => {
    keepLastState('li', stateOf([], 'li', names, 5))
    expect(lastState('li')).toEqual({ at: 5, count: 0, rows: [] })
    expect(lastState('wang')).toBeNull()
    forgetLastState('li')
    expect(lastState('li')).toBeNull()
  })

  it('of an older page, or altered, is none', () => {
    localStorage.setItem('xiaoer:["li","last-state",""]', '{"at":"yesterday"')
    expect(lastState('li')).toBeNull()
    localStorage.setItem('xiaoer:["li","last-state",""]', '{"at":"yesterday"}')
    expect(lastState('li')).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { budgetWindow, countdown } from './budgetWindow'

const NOW = Date.parse('2026-11-23T08:00:00Z')
const HOUR = 3_600_000
const budget = (left: number, hours: number) => ({ left, automatic_left: 0, expires_at: new Date(NOW + hours * HOUR).toISOString() })

describe('the budget', () => {
  it('is open with what is left', () => expect(budgetWindow(budget(5, 48), 0, NOW)).toEqual({ kind: 'open', left: 5, endsInMillis: 48 * HOUR }))
  it('counts what is underway', () => expect(budgetWindow(budget(5, 48), 2, NOW)).toMatchObject({ kind: 'open', left: 3 }))
  it('closes when used up', () => expect(budgetWindow(budget(1, 48), 1, NOW)).toEqual({ kind: 'closed', why: 'used-up' }))
  it('closes when its time is over', () => expect(budgetWindow(budget(5, 0), 0, NOW)).toEqual({ kind: 'closed', why: 'too-late' }))
  it('closes when the customer never wrote', () => expect(budgetWindow({ ...budget(0, 0), expires_at: null }, 0, NOW)).toEqual({ kind: 'closed', why: 'never-wrote' }))
  it('counts down in hours and minutes', () => {
    expect(countdown(48 * HOUR - 1)).toBe('47:59')
    expect(countdown(61_000)).toBe('0:01')
    expect(countdown(-5)).toBe('0:00')
  })
})

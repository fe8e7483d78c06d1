import { describe, expect, it } from 'vitest'
import { addDays, before, daysOf, isDay, lengthOf, PERIODS, stepped, weekdayOf, wrongOf } from './period'

describe('a period', () => {
  it('goes with the calendar', () => {
    expect(PERIODS.map((one) => daysOf(one, '2026-03-02'))).toEqual([
      { from: '2026-03-02', to: '2026-03-02' },
      { from: '2026-03-01', to: '2026-03-01' },
      { from: '2026-02-24', to: '2026-03-02' },
      { from: '2026-02-01', to: '2026-03-02' },
      { from: '2026-03-01', to: '2026-03-02' },
    ])
  })

  it('has a length with both its ends, over months, years and leap days', () => {
    expect(lengthOf({ from: '2026-11-30', to: '2026-11-30' })).toBe(1)
    expect(lengthOf({ from: '2028-02-28', to: '2028-03-01' })).toBe(3)
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  })

  it('is compared with as many days right before it', () => {
    expect(before({ from: '2026-11-24', to: '2026-11-30' })).toEqual({ from: '2026-11-17', to: '2026-11-23' })
    expect(before({ from: '2026-11-30', to: '2026-11-30' })).toEqual({ from: '2026-11-29', to: '2026-11-29' })
  })

  it('steps back and on by its length, and not beyond today', () => {
    const week = { from: '2026-11-16', to: '2026-11-22' }
    expect(stepped(week, -1, '2026-11-30')).toEqual({ from: '2026-11-09', to: '2026-11-15' })
    expect(stepped(week, 1, '2026-11-30')).toEqual({ from: '2026-11-23', to: '2026-11-29' })
    expect(stepped(week, 1, '2026-11-25')).toEqual({ from: '2026-11-19', to: '2026-11-25' })
  })

  it('is refused with a reason before the server is asked', () => {
    const today = '2026-11-30'
    const reasons = [
      { from: '', to: '2026-11-30' },
      { from: '2026-11-31', to: '2026-11-30' },
      { from: '2026-11-30', to: '2026-11-29' },
      { from: '2026-12-01', to: '2026-12-02' },
      { from: '2025-11-29', to: '2026-11-30' },
      { from: '2025-11-30', to: '2026-11-30' },
    ].map((days) => wrongOf(days, today, 366))
    expect(reasons).toEqual(['missing', 'missing', 'order', 'future', 'tooLong', ''])
  })

  it('knows days that there are', () => {
    expect(['2026-02-28', '2026-02-29', '2026-13-01', '2026-1-1', '', undefined].map(isDay)).toEqual([true, false, false, false, false, false])
    expect(['2026-11-30', '2026-12-06'].map(weekdayOf)).toEqual([0, 6])
  })
})

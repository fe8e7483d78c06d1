import { describe, expect, it } from 'vitest'
import { addDays, addMonths, daysFrom, isDay, millisOfWallTime, monthsOf, wallTime, weekdayOf } from './day'

describe('a day', () => {
  it('has a weekday and neighbours, whatever the zone of the browser', () => {
    expect(weekdayOf('2026-11-30')).toBe('mon')
    expect(weekdayOf('2026-11-29')).toBe('sun')
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addMonths('2026-12-31', 2)).toBe('2027-02-28')
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15')
    expect(daysFrom('2026-12-31', '2027-01-02')).toEqual(['2026-12-31', '2027-01-01', '2027-01-02'])
    expect([daysFrom('2026-12-31', '2026-12-30'), daysFrom('2026-12-31', '')]).toEqual([[], []])
    expect(['2026-02-28', '2026-02-30', '2026-2-3', ''].map(isDay)).toEqual([true, false, false, false])
  })

  it('lies in a month of whole weeks from Monday on', () => {
    const months = monthsOf(2026)
    expect(months).toHaveLength(12)
    expect(months[10]?.weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
    expect(months[10]?.weeks.at(-1)).toEqual(['2026-11-30', null, null, null, null, null, null])
    expect(months.flatMap((month) => month.weeks.flat()).filter((day) => day !== null)).toHaveLength(365)
  })
})

describe('a time on the wall', () => {
  it('is that of the shop, not of the browser', () => {
    const millis = Date.parse('2026-11-30T17:30:00Z')
    expect(wallTime(millis, 'Asia/Shanghai')).toBe('2026-12-01T01:30')
    expect(millisOfWallTime('2026-12-01T01:30', 'Asia/Shanghai')).toBe(millis)
    expect(wallTime(millis, 'No/Where')).toBe('2026-12-01T01:30')
    expect(millisOfWallTime('', 'Asia/Shanghai')).toBeNaN()
  })

  it('knows summer time', () => {
    expect(new Date(millisOfWallTime('2026-07-01T12:00', 'Europe/Berlin')).toISOString()).toBe('2026-07-01T10:00:00.000Z')
    expect(new Date(millisOfWallTime('2026-12-01T12:00', 'Europe/Berlin')).toISOString()).toBe('2026-12-01T11:00:00.000Z')
  })
})

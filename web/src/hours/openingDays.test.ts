import { describe, expect, it } from 'vitest'
import type { HolidayCalendar, Hours } from './hoursApi'
import { plansOf } from './openingDays'

const WORK = ['09:00-12:00', '13:30-18:00']
const hours: Hours = {
  weekly: { mon: [...WORK], tue: [...WORK], wed: [...WORK], thu: [...WORK], fri: ['09:00-12:00', '13:30-26:00'], sat: ['10:00-14:00'] },
  exceptions: [{ date: '2026-12-01', spans: [], text: '盘点' }, { date: '2026-10-01', spans: ['10:00-12:00'], text: '国庆值班' }],
}

function calendar(year: number, ...days: [name: string, date: string, off: boolean][]): HolidayCalendar {
  return { year, source: '通知', imported_at: null, imported_by: null, days: days.map(([name, date, isOffDay]) => ({ name, date, isOffDay })) }
}

const calendars = [calendar(2026, ['国庆节', '2026-10-01', true], ['国庆节', '2026-10-02', true], ['国庆节', '2026-10-10', false], ['元旦', '2027-01-01', true])]

function plan(day: string, changed: Partial<Hours> = {}, known = calendars) {
  const found = plansOf(Number(day.slice(0, 4)), { ...hours, ...changed }, known).find((one) => one.day === day)
  return found && { spans: found.spans, because: found.because, text: found.text, extent: found.extent }
}

describe('the days of a year', () => {
  it('are as the weekdays say', () => {
    expect(plansOf(2028, hours, [])).toHaveLength(366)
    expect(plan('2026-11-30')).toEqual({ spans: [{ from: 540, to: 720 }, { from: 810, to: 1080 }], because: 'weekly', text: '', extent: 'open' })
    expect(plan('2026-11-27')?.extent).toBe('open') // The longest of the week, which makes no other one short.
    expect(plan('2026-11-28')?.extent).toBe('short')
    expect(plan('2026-11-29')).toEqual({ spans: [], because: 'weekly', text: '', extent: 'closed' })
  })

  it('are closed on holidays and as Mondays on make-up workdays', () => {
    expect(plan('2026-10-02')).toEqual({ spans: [], because: 'holiday', text: '国庆节', extent: 'closed' })
    expect(plan('2026-10-10')).toEqual({ ...plan('2026-11-30'), because: 'make_up_workday', text: '国庆节' })
  })

  it('are as an exception says, before any calendar', () => {
    expect(plan('2026-10-01')).toEqual({ spans: [{ from: 600, to: 720 }], because: 'exception', text: '国庆值班', extent: 'short' })
    expect(plan('2026-12-01')).toMatchObject({ spans: [], because: 'exception', extent: 'closed' })
  })

  it('know no holidays where the shop does not follow the calendar', () => {
    expect(plan('2026-10-02', { follow_calendar: false })?.because).toBe('weekly')
  })

  it('know a day by the notice of the year before, until that of its own year says otherwise', () => {
    expect(plan('2027-01-01')?.because).toBe('holiday')
    expect(plan('2027-01-01', {}, [calendar(2027, ['元旦', '2027-01-01', false]), ...calendars])?.because).toBe('make_up_workday')
  })

  it('pass over a span that is half written, and take them in order', () => {
    expect(plan('2026-11-30', { weekly: { mon: ['13:00-14:00', '9-', '09:00-10:00'] } })?.spans).toEqual([{ from: 540, to: 600 }, { from: 780, to: 840 }])
  })
})

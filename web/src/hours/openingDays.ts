import { addDays, weekdayOf, WEEKDAYS, type Day } from './day'
import type { HolidayCalendar, Hours } from './hoursApi'
import { parseSpan, type Span } from './span'

/** What decided; the server's words. */
export type Because = 'weekly' | 'holiday' | 'make_up_workday' | 'exception'
/** `short`: for less than on an ordinary day of the week. */
export type Extent = 'open' | 'short' | 'closed'

/** What counts on one day. A span belongs to the day on which it begins. */
export interface DayPlan {
  day: Day
  spans: readonly Span[]
  because: Because
  /** The holiday's name or the exception's text. */
  text: string
  extent: Extent
}

/**
 * The days of a year, by the rule of the server (OpeningHours.java): an exception goes before the calendar, the
 * calendar before the week; a holiday is closed, a make-up workday is as Mondays are.
 */
export function plansOf(year: number, hours: Hours, calendars: readonly HolidayCalendar[]): DayPlan[] {
  const week = Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, readable(hours.weekly[weekday])]))
  const ordinary = ordinaryMinutes(Object.values(week).map(minutes))
  const exceptions = new Map([...(hours.exceptions ?? [])].reverse().map((one) => [one.date, one])) // The first of a date counts.
  const holidays = hours.follow_calendar === false ? new Map<Day, never>() : holidaysOf(calendars)

  function planned(day: Day): Omit<DayPlan, 'extent'> {
    const exception = exceptions.get(day)
    if (exception !== undefined) {
      return { day, spans: readable(exception.spans), because: 'exception', text: exception.text ?? '' }
    }
    const special = holidays.get(day)
    if (special !== undefined) {
      return special.isOffDay
        ? { day, spans: [], because: 'holiday', text: special.name }
        : { day, spans: week['mon'] ?? [], because: 'make_up_workday', text: special.name }
    }
    return { day, spans: week[weekdayOf(day)] ?? [], because: 'weekly', text: '' }
  }

  const plans: DayPlan[] = []
  for (let day = `${year}-01-01`; day.startsWith(`${year}-`); day = addDays(day, 1)) {
    const plan = planned(day)
    plans.push({ ...plan, extent: extent(minutes(plan.spans), ordinary) })
  }
  return plans
}

function extent(open: number, ordinary: number): Extent {
  return open === 0 ? 'closed' : open < ordinary ? 'short' : 'open'
}

/** The median: one long Friday does not make all others short days. */
function ordinaryMinutes(week: number[]): number {
  const open = week.filter((one) => one > 0).sort((a, b) => a - b)
  return open[Math.floor(open.length / 2)] ?? 0
}

function minutes(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0)
}

/** In the order in which they begin. What is half written counts when it is whole. */
function readable(written: readonly string[] = []): Span[] {
  return written
    .map(parseSpan)
    .filter((span) => span !== null)
    .sort((a, b) => a.from - b.from)
}

/** A notice may name days of the years beside it; that of a day's own year counts most. */
function holidaysOf(calendars: readonly HolidayCalendar[]): Map<Day, HolidayCalendar['days'][number]> {
  const sorted = [...calendars].sort((a, b) => a.year - b.year)
  const own = ({ year, days }: HolidayCalendar) => days.filter(({ date }) => date.startsWith(`${year}-`))
  return new Map([...sorted.flatMap(({ days }) => days), ...sorted.flatMap(own)].map((one) => [one.date, one]))
}

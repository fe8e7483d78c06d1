import { WEEKDAYS, type Day, type Weekday } from './day'
import type { Hours, HoursException, SavedHours } from './hoursApi'
import { draftOf, writtenOf, type SpanDraft } from './span'

export const EXCEPTION_TEXT_CHARS_MAX = 100
const ZONE_DEFAULT = 'Asia/Shanghai'
const ASSESSED_DEFAULT = '08:00-23:00'

/** Hours as the page's form has them: also what is half written. */
export interface HoursDraft {
  timeZone: string
  weekly: Record<Weekday, SpanDraft[]>
  followCalendar: boolean
  assessed: SpanDraft
  /** By date. */
  exceptions: ExceptionDraft[]
}

export interface ExceptionDraft {
  date: Day
  spans: SpanDraft[]
  text: string
}

/** One of the list, and what the server does not take of it, in words. */
export interface ExceptionRow {
  exception: ExceptionDraft
  problem: string
}

export function draftOfHours(hours: SavedHours): HoursDraft {
  return {
    timeZone: hours.time_zone ?? ZONE_DEFAULT,
    weekly: byWeekday((weekday) => (hours.weekly[weekday] ?? []).map(draftOf)),
    followCalendar: hours.follow_calendar ?? true,
    assessed: draftOf(hours.assessed ?? ASSESSED_DEFAULT),
    exceptions: inOrder((hours.exceptions ?? []).map(({ date, spans = [], text = '' }) => ({ date, spans: spans.map(draftOf), text }))),
  }
}

/** What the server is sent. Its refusals name exceptions by their place here. */
export function hoursOf(draft: HoursDraft): Hours {
  return {
    time_zone: draft.timeZone.trim(),
    weekly: byWeekday((weekday) => draft.weekly[weekday].map(writtenOf)),
    follow_calendar: draft.followCalendar,
    assessed: writtenOf(draft.assessed),
    exceptions: draft.exceptions.map(({ date, spans, text }): HoursException => ({ date, spans: spans.map(writtenOf), text: text.trim() })),
  }
}

function byWeekday<T>(make: (weekday: Weekday) => T): Record<Weekday, T> {
  return Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, make(weekday)])) as Record<Weekday, T>
}

function inOrder(exceptions: ExceptionDraft[]): ExceptionDraft[] {
  return exceptions.sort((a, b) => a.date.localeCompare(b.date))
}

/** With these in place of the one of `before`, or added where that is null. */
export function withExceptions(exceptions: readonly ExceptionDraft[], before: Day | null, more: readonly ExceptionDraft[]): ExceptionDraft[] {
  return inOrder([...exceptions.filter(({ date }) => date !== before), ...more])
}

/** The spans of one day for others. */
export function copied(weekly: HoursDraft['weekly'], from: Weekday, to: readonly Weekday[]): HoursDraft['weekly'] {
  return byWeekday((weekday) => (to.includes(weekday) ? weekly[from].map((span) => ({ ...span })) : weekly[weekday]))
}

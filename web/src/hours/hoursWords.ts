import { language, listed, t } from '@/shared/i18n/i18n'
import { addDays, wallTime, type Day } from './day'
import type { OpeningState } from './hoursApi'
import type { Because, DayPlan } from './openingDays'
import { DAY_MINUTES, timeOf, type Span } from './span'

/** One for all days of a year: making it costs more than all that it writes. */
const formats = new Map<string, Intl.DateTimeFormat>()

function format(withYear: boolean): Intl.DateTimeFormat {
  const key = `${language.value} ${withYear}`
  const made = formats.get(key) ?? new Intl.DateTimeFormat(language.value, { timeZone: 'UTC', year: withYear ? 'numeric' : undefined, month: language.value === 'en' ? 'short' : 'long', day: 'numeric', weekday: 'short' })
  formats.set(key, made)
  return made
}

/** `12月1日周二`; with the year where it is not plain which one is meant. */
export function dayWords(day: Day, withYear = false): string {
  const millis = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(millis) ? day : format(withYear).format(millis)
}

export function monthWords(first: Day): string {
  return new Intl.DateTimeFormat(language.value, { timeZone: 'UTC', month: 'long' }).format(Date.parse(`${first}T00:00:00Z`))
}

/** `09:00–12:00、21:00–次日 02:00`, or that it is closed. */
export function spansWords(spans: readonly Span[]): string {
  return spans.length === 0 ? t('hours.closedDay') : listed(spans.map(spanWords))
}

function spanWords({ from, to }: Span): string {
  return `${timeOf(from)}–${to > DAY_MINUTES ? t('hours.nextDay', { time: timeOf(to - DAY_MINUTES) }) : timeOf(to)}`
}

export function becauseWords(because: Because, text: string): string {
  return because === 'exception' && text === '' ? t('hours.because.exceptionOnly') : t(`hours.because.${because}`, { text })
}

/** What a screen reader says of a day in the calendar. */
export function planWords({ day, spans, because, text }: DayPlan): string {
  return listed([dayWords(day), spansWords(spans), ...(because === 'weekly' ? [] : [becauseWords(because, text)])])
}

/** `今天 18:00`, by a clock at the shop. */
export function momentWords(utcMillis: number, zone: string, nowMillis: number): string {
  const [day = '', time = ''] = wallTime(utcMillis, zone).split('T')
  const today = wallTime(nowMillis, zone).slice(0, 10)
  if (day === today) {
    return t('hours.today', { time })
  }
  return day === addDays(today, 1) ? t('hours.tomorrow', { time }) : t('hours.onDay', { day: dayWords(day, day.slice(0, 4) !== today.slice(0, 4)), time })
}

/** Until when it stays as it is. */
export function untilWords(state: OpeningState, zone: string, nowMillis: number): string {
  if (state.until === null) {
    return t(state.open ? 'hours.openAlways' : 'hours.closedAlways')
  }
  const time = momentWords(Date.parse(state.until), zone, nowMillis)
  return t(state.open ? 'hours.openUntil' : 'hours.closedUntil', { time })
}

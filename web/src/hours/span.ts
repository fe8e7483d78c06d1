/** A part of a day in minutes since it began, as the server has it: it may end on the next day. */
export interface Span {
  from: number
  to: number
}

/** One in a form: what somebody has written, right or wrong. */
export interface SpanDraft {
  from: string
  to: string
}

export const DAY_MINUTES = 24 * 60
const HOUR_MINUTES = 60
const USUAL: SpanDraft = { from: '09:00', to: '18:00' }

/** As the server writes them: `09:00-12:30`, `21:00-26:00`. Null for what it would refuse. */
export function parseSpan(written: string): Span | null {
  const parts = /^(\d{2}):([0-5]\d)-(\d{2}):([0-5]\d)$/.exec(written)
  if (parts === null) {
    return null
  }
  const [fromHours, fromMinutes, toHours, toMinutes] = parts.slice(1).map(Number)
  const from = (fromHours ?? 0) * HOUR_MINUTES + (fromMinutes ?? 0)
  const to = (toHours ?? 0) * HOUR_MINUTES + (toMinutes ?? 0)
  return from < DAY_MINUTES && to > from && to - from <= DAY_MINUTES ? { from, to } : null
}

export function draftOf(written: string): SpanDraft {
  const [from = '', to = ''] = written.split('-')
  return { from, to }
}

export function writtenOf({ from, to }: SpanDraft): string {
  return `${from}-${to}`
}

/** What people write for a time: `9`, `930`, `9:30`, `09：30`, `26:00`. Null when it is none. */
export function minutesOf(written: string): number | null {
  const text = written.trim().replace('：', ':')
  const [, hours, minutes = '0'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(text) ?? /^(\d{1,2})(\d{2})$/.exec(text) ?? []
  return hours === undefined || Number(minutes) >= HOUR_MINUTES ? null : Number(hours) * HOUR_MINUTES + Number(minutes)
}

/** `09:30`; after midnight it counts on, as the server writes it: `26:00`. */
export function timeOf(minutes: number): string {
  return `${twoDigits(Math.floor(minutes / HOUR_MINUTES))}:${twoDigits(minutes % HOUR_MINUTES)}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/**
 * What somebody has written, as the server writes it. An end that is not after the beginning is on the next day. What
 * is no time stays as it is, and the server says so.
 */
export function settled({ from, to }: SpanDraft): SpanDraft {
  const begin = minutesOf(from)
  let end = minutesOf(to)
  if (begin !== null && end !== null) {
    end += end <= begin && end <= DAY_MINUTES ? DAY_MINUTES : 0
    end -= end - begin > DAY_MINUTES ? DAY_MINUTES : 0
  }
  return { from: begin === null ? from : timeOf(begin), to: end === null ? to : timeOf(end) }
}

/** The time of the next day at which it ends; null for one that ends on its own. */
export function endsNextDay(written: string): string | null {
  const end = minutesOf(written)
  return end !== null && end > DAY_MINUTES ? timeOf(end - DAY_MINUTES) : null
}

/** One more for that day: an hour after the last, for what is left of an ordinary day. */
export function nextSpan(spans: readonly SpanDraft[]): SpanDraft {
  const last = spans.at(-1)
  if (last === undefined) {
    return { ...USUAL }
  }
  const begin = (minutesOf(last.to) ?? DAY_MINUTES) + HOUR_MINUTES
  const end = begin < (minutesOf(USUAL.to) ?? 0) ? (minutesOf(USUAL.to) ?? 0) : DAY_MINUTES
  return begin < DAY_MINUTES ? { from: timeOf(begin), to: timeOf(end) } : { from: '', to: '' }
}

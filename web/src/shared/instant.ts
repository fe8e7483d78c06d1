/** Instants as the server writes them: ISO-8601 in UTC, with up to six digits of a second. */
export type Instant = string

/** Milliseconds since 1970; NaN when the text is no instant. Digits below a millisecond are cut. */
export function millisOf(instant: Instant): number {
  return Date.parse(instant)
}

/** Orders two instants to the microsecond, which Date alone cannot. */
export function compareInstants(a: Instant, b: Instant): number {
  return millisOf(a) - millisOf(b) || microsOf(a) - microsOf(b)
}

function microsOf(instant: Instant): number {
  const fraction = /\.(\d+)/.exec(instant)?.[1] ?? ''
  return Number(fraction.padEnd(6, '0').slice(3, 6))
}

/** Shown in the shop's time wherever the agent sits. */
const ZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000

const clockFormat = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' })
const partsFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** `2026-11-23` in Shanghai. */
export function dayOf(instant: Instant): string {
  return dayOfMillis(millisOf(instant))
}

export function dayOfMillis(millis: number): string {
  return Number.isNaN(millis) ? '' : partsFormat.format(millis).slice(0, 10)
}

/** `16:05` in Shanghai. */
export function clockTime(instant: Instant): string {
  const millis = millisOf(instant)
  return Number.isNaN(millis) ? '' : clockFormat.format(millis)
}

/** `2026-11-23 16:05:09` in Shanghai. */
export function exactTime(instant: Instant): string {
  const millis = millisOf(instant)
  return Number.isNaN(millis) ? '' : partsFormat.format(millis).replace(', ', ' ')
}

export type DayName = { kind: 'today' } | { kind: 'yesterday' } | { kind: 'this-year'; date: string } | { kind: 'other'; date: string }

/** How people call the day, seen from `nowMillis`. */
export function dayName(day: string, nowMillis: number): DayName {
  const today = dayOfMillis(nowMillis)
  if (day === today) {
    return { kind: 'today' }
  }
  if (day === dayOfMillis(nowMillis - DAY_MS)) {
    return { kind: 'yesterday' }
  }
  if (day.slice(0, 4) === today.slice(0, 4)) {
    return { kind: 'this-year', date: day.slice(5) }
  }
  return { kind: 'other', date: day }
}

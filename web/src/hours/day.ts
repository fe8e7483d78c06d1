/** A date as the server writes it, `2026-12-01`; of a calendar, and of no time zone. */
export type Day = string

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

const DAY_MS = 86_400_000
const MONTHS = 12
const SHANGHAI = 'Asia/Shanghai'

function millis(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`)
}

function dayAt(utcMillis: number): Day {
  return new Date(utcMillis).toISOString().slice(0, 10)
}

export function addDays(day: Day, days: number): Day {
  return dayAt(millis(day) + days * DAY_MS)
}

/** Both ends too; none where the last is before the first. */
export function daysFrom(first: Day, last: Day): Day[] {
  const days = (millis(last) - millis(first)) / DAY_MS
  return days >= 0 ? Array.from({ length: days + 1 }, (_, index) => addDays(first, index)) : []
}

/** Monday is 0. */
function weekdayIndex(day: Day): number {
  return (new Date(millis(day)).getUTCDay() + WEEKDAYS.length - 1) % WEEKDAYS.length
}

export function weekdayOf(day: Day): Weekday {
  return WEEKDAYS[weekdayIndex(day)] ?? 'mon'
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(millis(text)) && dayAt(millis(text)) === text
}

export interface Month {
  first: Day
  /** Monday to Sunday; null where a week lies in another month. */
  weeks: (Day | null)[][]
}

export function monthsOf(year: number): Month[] {
  return Array.from({ length: MONTHS }, (_, index) => monthOf(`${year}-${String(index + 1).padStart(2, '0')}-01`))
}

function monthOf(first: Day): Month {
  const days: (Day | null)[] = Array.from({ length: weekdayIndex(first) }, () => null)
  for (let day = first; day.slice(0, 7) === first.slice(0, 7); day = addDays(day, 1)) {
    days.push(day)
  }
  while (days.length % WEEKDAYS.length !== 0) {
    days.push(null)
  }
  return { first, weeks: Array.from({ length: days.length / WEEKDAYS.length }, (_, week) => days.slice(week * WEEKDAYS.length, (week + 1) * WEEKDAYS.length)) }
}

/** The same day of another month, or that month's last. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return dayAt(Date.UTC(year, month - 1 + months, Math.min(date, last)))
}

/** What a clock in that zone shows, `2026-12-01T09:30`. A browser that does not know the zone shows Shanghai's. */
export function wallTime(utcMillis: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: knownZone(zone), dateStyle: 'short', timeStyle: 'short' }).format(utcMillis).replace(' ', 'T')
}

export function isKnownZone(zone: string): boolean {
  return knownZone(zone) === zone
}

function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone === '' ? SHANGHAI : zone
  } catch {
    return SHANGHAI
  }
}

/** The instant at which a clock in that zone shows this; NaN when it is no time. */
export function millisOfWallTime(wall: string, zone: string): number {
  const asUtc = Date.parse(`${wall}Z`)
  if (Number.isNaN(asUtc)) {
    return NaN
  }
  const offsetAt = (at: number) => Date.parse(`${wallTime(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000
  return asUtc - offsetAt(asUtc - offsetAt(asUtc)) // Once more, as the first may be of the other side of a change of time.
}

import { asArray, asNumberOrNull, asObject, asText, asTexts, isObject } from '@/shared/json'
import type { Key } from '@/shared/i18n/i18n'
import type { CalendarDay } from './hoursApi'

/** A year of holiday-cn is some 10 KB. */
const FILE_BYTES_MAX = 256 * 1024

/** What a file of holiday-cn holds, before anything is sent. Dates are left to the server to judge. */
export interface CalendarFile {
  year: number
  source: string
  days: CalendarDay[]
}

export type ReadCalendar = { kind: 'read'; file: CalendarFile } | { kind: 'refused'; why: Key }

export function isTooLarge(bytes: number): boolean {
  return bytes > FILE_BYTES_MAX
}

export function readCalendarFile(text: string): ReadCalendar {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return { kind: 'refused', why: 'hours.file.notJson' }
  }
  const written = asObject(json)
  const year = asNumberOrNull(written['year'])
  if (year === null || !Array.isArray(written['days'])) {
    return { kind: 'refused', why: 'hours.file.otherFormat' }
  }
  if (written['days'].length === 0) {
    return { kind: 'refused', why: 'hours.file.noDays' } // holiday-cn has files of years whose notice is still to come.
  }
  if (!written['days'].every((day) => isObject(day) && typeof day['isOffDay'] === 'boolean')) {
    return { kind: 'refused', why: 'hours.file.otherFormat' }
  }
  const days = asArray(written['days'])
    .map(asObject)
    .map((day) => ({ name: asText(day['name']), date: asText(day['date']), isOffDay: day['isOffDay'] === true }))
  return { kind: 'read', file: { year, source: asText(written['source']) || asTexts(written['papers']).join(' '), days } }
}

/** One holiday of a year with its days, as the notice names it. */
export interface HolidayOfYear {
  name: string
  off: string[]
  madeUp: string[]
}

/** In the order in which they begin. */
export function holidaysOfYear(days: readonly CalendarDay[]): HolidayOfYear[] {
  const byName = new Map<string, HolidayOfYear>()
  for (const { name, date, isOffDay } of [...days].sort((a, b) => a.date.localeCompare(b.date))) {
    const holiday = byName.get(name) ?? { name, off: [], madeUp: [] }
    ;(isOffDay ? holiday.off : holiday.madeUp).push(date)
    byName.set(name, holiday)
  }
  return [...byName.values()]
}

import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Hours = Schemas['OpeningHoursInput']
export type SavedHours = Schemas['OpeningHours']
export type HoursException = NonNullable<Hours['exceptions']>[number]
export type HolidayCalendar = Schemas['HolidayCalendar']
export type CalendarDay = Schemas['HolidayCalendarDay']

export function fetchHours(shop: string): Promise<Reply<SavedHours>> {
  return request('get', '/api/v1/shops/{shop}/hours', { path: { shop } })
}

export function putHours(shop: string, hours: Hours): Promise<Reply<SavedHours>> {
  return request('put', '/api/v1/shops/{shop}/hours', { path: { shop }, body: hours })
}

/** Whether a shop is open, and why; now where no time is named. */
export function fetchOpeningState(shop: string, time?: string) {
  return request('get', '/api/v1/shops/{shop}/hours/at', { path: { shop }, query: { time } })
}

export type OpeningState = Extract<Awaited<ReturnType<typeof fetchOpeningState>>, { kind: 'ok' }>['value']

export function fetchCalendarYears(): Promise<Reply<number[]>> {
  return mapped(request('get', '/api/v1/calendars'), ({ years }) => years)
}

export function fetchCalendar(year: number): Promise<Reply<HolidayCalendar>> {
  return request('get', '/api/v1/calendars/{year}', { path: { year } })
}

export function putCalendar(year: number, source: string, days: CalendarDay[]): Promise<Reply<HolidayCalendar>> {
  return request('put', '/api/v1/calendars/{year}', { path: { year }, body: { year, source, days } })
}

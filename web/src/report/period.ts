/** Days as the server names them: `2026-11-23`, in the shop's zone. */
export type Day = string

/** Both days belong to it. */
export interface Days {
  from: Day
  to: Day
}

export const PERIODS = ['today', 'yesterday', 'last7', 'last30', 'month'] as const
export type PeriodName = (typeof PERIODS)[number]

const DAY_MS = 86_400_000

export function isPeriod(name: unknown): name is PeriodName {
  return PERIODS.some((one) => one === name)
}

/** The days of a period that goes with the calendar, today included where it ends today. */
export function daysOf(name: PeriodName, today: Day): Days {
  switch (name) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'last7':
      return { from: addDays(today, -6), to: today }
    case 'last30':
      return { from: addDays(today, -29), to: today }
    case 'month':
      return { from: `${today.slice(0, 8)}01`, to: today }
  }
}

/** Counted as dates, which have no zone and no hour that is left out. */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

export function lengthOf({ from, to }: Days): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1
}

/** `2026-11-23`, and a day that there is. */
export function isDay(text: unknown): text is Day {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) === text
}

export type Wrong = 'missing' | 'order' | 'future' | 'tooLong'

/** Why nobody can report of these days; empty when somebody can. */
export function wrongOf({ from, to }: Days, today: Day, daysMax: number): Wrong | '' {
  if (!isDay(from) || !isDay(to)) {
    return 'missing'
  }
  if (from > to) {
    return 'order'
  }
  if (from > today) {
    return 'future'
  }
  return lengthOf({ from, to }) > daysMax ? 'tooLong' : ''
}

/** 0 is Monday. */
export function weekdayOf(day: Day): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
}

/** As many days, right before or after them; not beyond today. */
export function stepped(days: Days, direction: 1 | -1, today: Day): Days {
  const length = lengthOf(days)
  const to = addDays(days.to, length * direction)
  const end = to > today ? today : to
  return { from: addDays(end, 1 - length), to: end }
}

/** What a period is compared with: as many days right before it. */
export function before(days: Days): Days {
  const length = lengthOf(days)
  return { from: addDays(days.from, -length), to: addDays(days.from, -1) }
}

import { BYS, type Asked, type AskedConversion, type AskedRounds, type AskedService, type By, type HeatCell } from './reportApi'
import { daysOf, isDay, isPeriod, type Days, type PeriodName } from './period'

export type Query = Readonly<Record<string, unknown>>
export type Address = Record<string, string>

export const FIRST_PERIOD: PeriodName = 'last7'
export const FIRST_PRESET = 'house'
const PRESET = /^(house|taobao|douyin|kuaishou|jd|wecom|own-\d{1,18})$/

/** Which days an address names: by a word that moves on with the calendar, or one by one. */
export function periodOf(query: Query): PeriodName | 'own' {
  return isDay(query['from']) && isDay(query['to']) ? 'own' : isPeriod(query['period']) ? query['period'] : FIRST_PERIOD
}

/** What an address asks; what it does not say, or says wrong, is as at first. */
export function askedOf(query: Query, today: string): AskedService {
  const period = periodOf(query)
  const days = period === 'own' ? { from: text(query['from']), to: text(query['to']) } : daysOf(period, today)
  return {
    ...days,
    shop: text(query['shop']),
    preset: PRESET.test(text(query['preset'])) ? text(query['preset']) : FIRST_PRESET,
    by: BYS.find((one) => one === query['by']) ?? (days.from === days.to ? 'hour' : 'day'),
  }
}

export function askedRoundsOf(query: Query, today: string): AskedRounds {
  const { from, to, shop, preset } = askedOf(query, today)
  return { from, to, shop, preset, missed: query['missed'] === 'true', result: text(query['result']), within: text(query['within']), agent: text(query['agent']), group: text(query['group']), weekday: text(query['weekday']), hour: text(query['hour']), wholeDay: query['whole_day'] === 'true' }
}

/** How long after a question an order may be paid. */
export const CONVERSION_DAYS: readonly number[] = [1, 3, 7, 15, 30]
const FIRST_DAYS = 3

export function askedConversionOf(query: Query, today: string): AskedConversion {
  const { from, to, shop } = askedOf(query, today)
  const list = query['list'] === 'asked' || query['list'] === 'bought' ? query['list'] : ''
  return { from, to, shop, by: query['by'] === 'shop' ? 'shop' : 'agent', days: CONVERSION_DAYS.find((one) => String(one) === query['days']) ?? FIRST_DAYS, list, agent: list === '' ? '' : text(query['agent']) }
}

/** Where the customers of a number are: those of a row, or of all of it. */
export function buyersAddress(query: Query, { by, days }: AskedConversion, key: string | null, list: 'asked' | 'bought'): Address {
  const place = key === null ? {} : placeOf(by, key)
  return changed(sharedAddress(query), { by, days: String(days), list, ...place })
}

/** The address with something chosen otherwise; what is empty goes from it. */
export function changed(query: Query, change: Address): Address {
  const next: Address = {}
  for (const [name, value] of Object.entries({ ...query, ...change })) {
    if (typeof value === 'string' && value !== '') {
      next[name] = value
    }
  }
  return next
}

export function withPeriod(query: Query, period: PeriodName): Address {
  return changed(query, { period, from: '', to: '' })
}

export function withDays(query: Query, { from, to }: Days): Address {
  return changed(query, { period: '', from, to })
}

/** Of the rounds behind a number, some: by how they ended, or how soon. */
export interface Kind {
  missed?: boolean
  result?: string
  within?: number
}

/** Where the rounds of a number are: those of a row of the report, or of all of it. */
export function roundsAddress(asked: AskedService, key: string | null, kind: Kind): Address {
  const { from, to, shop, preset, by } = asked
  const place = key === null ? {} : placeOf(by, key)
  return changed({ from, to, shop, preset, by }, { ...place, missed: kind.missed ? 'true' : '', result: kind.result ?? '', within: kind.within === undefined ? '' : String(kind.within) })
}

function placeOf(by: By, key: string): Address {
  switch (by) {
    case 'day':
      return { from: key, to: key }
    case 'hour':
      return { hour: String(Number(key)) }
    case 'agent':
      return { agent: key || NOBODY }
    case 'group':
      return { group: key || NOBODY }
    case 'shop':
      return { shop: key }
  }
}

/** Where the rounds of an hour of the week are, at all hours as the heat map counts them. */
export function hourAddress(query: Query, { weekday, hour }: Pick<HeatCell, 'weekday' | 'hour'>): Address {
  return { ...sharedAddress(query), weekday, hour: String(hour), whole_day: 'true' }
}

/** In an address and to the server: no agent, no group. */
export const NOBODY = '-'

/** What the report says of the same, without the choice of rounds. */
export function reportAddress(query: Query): Address {
  return changed(query, { missed: '', result: '', within: '', agent: '', group: '', weekday: '', hour: '', whole_day: '' })
}

/** What other pages of the reports ask, too. */
export function sharedAddress({ period, from, to, shop, preset, by }: Query): Address {
  return changed({ period, from, to, shop, preset, by }, {})
}

export function plain({ from, to, shop }: Asked): Asked {
  return { from, to, shop }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

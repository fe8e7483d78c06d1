import { BYS, type Asked, type AskedRounds, type AskedService, type By, type Definition } from './reportApi'
import { daysOf, isDay, isPeriod, type Days, type PeriodName } from './period'

export type Query = Readonly<Record<string, unknown>>
export type Address = Record<string, string>

export const FIRST_PERIOD: PeriodName = 'last7'
const FIRST_PRESET: Definition['preset'] = 'house'
const PRESETS: readonly Definition['preset'][] = ['house', 'taobao', 'douyin', 'kuaishou', 'jd', 'wecom']

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
    preset: PRESETS.find((one) => one === query['preset']) ?? FIRST_PRESET,
    by: BYS.find((one) => one === query['by']) ?? (days.from === days.to ? 'hour' : 'day'),
  }
}

export function askedRoundsOf(query: Query, today: string): AskedRounds {
  const { from, to, shop, preset } = askedOf(query, today)
  return { from, to, shop, preset, missed: query['missed'] === 'true', result: text(query['result']), within: text(query['within']), agent: text(query['agent']), group: text(query['group']), hour: text(query['hour']) }
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

/** In an address and to the server: no agent, no group. */
export const NOBODY = '-'

/** What the report says of the same, without the choice of rounds. */
export function reportAddress(query: Query): Address {
  return changed(query, { missed: '', result: '', within: '', agent: '', group: '', hour: '' })
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

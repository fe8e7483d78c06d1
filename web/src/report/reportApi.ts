import { request, type Reply, type Schemas } from '@/shared/http'
import type { paths } from '@/shared/schema'
import type { Days } from './period'

export type ServiceReport = Schemas['ServiceReport']
export type ServiceRow = Schemas['ServiceRow']
export type Definition = Schemas['ReportPreset']
export type PresetInput = Schemas['ReportPresetInput']
export type Round = Schemas['Round']
export type Shifts = Schemas['ShiftList']
export type ShiftAgent = Schemas['Shift']
export type Span = Schemas['ShiftSpan']
export type HeatMap = Schemas['HeatMap']
export type HeatCell = Schemas['HeatMapCell']
export type Conversion = Schemas['Conversion']
export type ConversionRow = Schemas['ConversionRow']
export type BuyerList = Schemas['ConversionCustomerList']
export type Buyer = Schemas['ConversionCustomer']
export type By = ServiceReport['by']
export type Result = Round['result']
export type Cause = NonNullable<Round['cause']>
type RoundsAsked = NonNullable<paths['/api/v1/reports/rounds']['get']['parameters']['query']>
export type RoundKind = NonNullable<RoundsAsked['result']>
type Weekday = NonNullable<RoundsAsked['weekday']>

/** As the server numbers them, Monday first. */
export const WEEKDAYS: readonly HeatCell['weekday'][] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export const BYS: readonly By[] = ['day', 'hour', 'agent', 'group', 'shop']

/** The server reports of at most a leap year. */
export const DAYS_MAX = 366

/** The server's word for a rule that is not there any more. */
export const PRESET_REMOVED = 'preset_removed'

/** What all reports are asked; an empty shop is all that the caller sees. */
export interface Asked extends Days {
  shop: string
}

export interface AskedService extends Asked {
  preset: string
  by: By
}

/** Which rounds; what is empty is not asked. */
export interface AskedRounds extends Asked {
  preset: string
  missed: boolean
  result: string
  within: string
  agent: string
  group: string
  weekday: string
  hour: string
  /** Also those outside the part of the day that the rule counts. */
  wholeDay: boolean
}

/** Who asked and then paid; with the customers of a number where `list` names some. */
export interface AskedConversion extends Asked {
  by: Conversion['by']
  days: number
  list: '' | 'asked' | 'bought'
  agent: string
}

export function fetchPresets(): Promise<Reply<{ presets: Definition[] }>> {
  return request('get', '/api/v1/reports/presets')
}

/** Adds one where `id` is null. */
export function savePreset(id: string | null, preset: PresetInput): Promise<Reply<Definition>> {
  return id === null ? request('post', '/api/v1/reports/presets', { body: preset }) : request('put', '/api/v1/reports/presets/{id}', { path: { id }, body: preset })
}

export function deletePreset(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/reports/presets/{id}', { path: { id } })
}

export function fetchService({ from, to, shop, preset, by }: AskedService): Promise<Reply<ServiceReport>> {
  return request('get', '/api/v1/reports/service', { query: { from, to, shop: shop || undefined, preset, by } })
}

export function fetchShifts({ from, to, shop }: Asked): Promise<Reply<Shifts>> {
  return request('get', '/api/v1/reports/shifts', { query: { from, to, shop: shop || undefined } })
}

export function fetchHeatMap({ from, to, shop }: Asked): Promise<Reply<HeatMap>> {
  return request('get', '/api/v1/reports/heat-map', { query: { from, to, shop: shop || undefined } })
}

export function fetchConversion({ from, to, shop, by, days }: AskedConversion): Promise<Reply<Conversion>> {
  return request('get', '/api/v1/reports/conversion', { query: { from, to, shop: shop || undefined, by, days } })
}

export function fetchBuyers({ from, to, shop, days, list, agent }: AskedConversion, cursor: string | null): Promise<Reply<BuyerList>> {
  return request('get', '/api/v1/reports/conversion/customers', { query: { from, to, shop: shop || undefined, days, agent: agent || undefined, bought: list === 'bought' || undefined, limit: ROUNDS_LIMIT, cursor: cursor ?? undefined } })
}

/** What a number of rounds is asked for at a time. */
const ROUNDS_LIMIT = 50

export type Rounds = Schemas['RoundList']

/** Some of them, where there are any: a page of the server may have none and still name a next one. */
export async function fetchRounds(asked: AskedRounds, cursor: string | null): Promise<Reply<Rounds>> {
  let reply = await fetchPage(asked, cursor)
  while (reply.kind === 'ok' && reply.value.rounds.length === 0 && reply.value.next_cursor !== null) {
    reply = await fetchPage(asked, reply.value.next_cursor)
  }
  return reply
}

function fetchPage(asked: AskedRounds, cursor: string | null): Promise<Reply<Rounds>> {
  const { from, to, shop, preset, missed, result, within, agent, group, weekday, hour, wholeDay } = asked
  return request('get', '/api/v1/reports/rounds', {
    query: {
      from,
      to,
      shop: shop || undefined,
      preset,
      missed: missed || undefined,
      result: (result || undefined) as RoundKind | undefined, // What is none of them the server refuses.
      within_seconds: within === '' ? undefined : Number(within),
      agent: agent || undefined,
      group: group || undefined,
      weekday: (weekday || undefined) as Weekday | undefined,
      hour: hour === '' ? undefined : Number(hour),
      whole_day: wholeDay || undefined,
      limit: ROUNDS_LIMIT,
      cursor: cursor ?? undefined,
    },
  })
}

export type Page = 'service' | 'rounds' | 'heat-map' | 'shifts' | 'conversion'

/** The same as a page shows, to be asked for as a table. */
export function csvPath(page: Page, asked: AskedService, rounds: AskedRounds, conversion: AskedConversion): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asksOf(page, asked, rounds, conversion))) {
    if (value !== '' && value !== false) {
      query.set(name, String(value))
    }
  }
  const part = page === 'conversion' && conversion.list !== '' ? '/customers' : ''
  return `/api/v1/reports/${page}${part}?${query}`
}

function asksOf(page: Page, asked: AskedService, { within, wholeDay, ...rounds }: AskedRounds, conversion: AskedConversion): Record<string, string | boolean> {
  const { from, to, shop, preset, by } = asked
  switch (page) {
    case 'service':
      return { from, to, shop, preset, by }
    case 'rounds':
      return { ...rounds, within_seconds: within, whole_day: wholeDay }
    case 'conversion': {
      const days = String(conversion.days)
      return conversion.list === '' ? { from, to, shop, by: conversion.by, days } : { from, to, shop, days, agent: conversion.agent, bought: conversion.list === 'bought' }
    }
    case 'heat-map':
    case 'shifts':
      return { from, to, shop }
  }
}

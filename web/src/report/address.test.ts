import { describe, expect, it } from 'vitest'
import { askedConversionOf, askedOf, askedRoundsOf, buyersAddress, changed, hourAddress, periodOf, roundsAddress, sharedAddress, withDays, withPeriod } from './address'
import { csvPath, type AskedService } from './reportApi'

const TODAY = '2026-11-30'
const WEEK_ADDRESS = { from: '2026-11-24', to: '2026-11-30', shop: 'main' }
const WEEK: AskedService = { from: '2026-11-24', to: '2026-11-30', shop: 'main', preset: 'jd', by: 'agent' }

describe('the address of a report', () => {
  it('asks for the last week by the house rule when it says nothing, or nothing that there is', () => {
    const first = { from: '2026-11-24', to: '2026-11-30', shop: '', preset: 'house', by: 'day' }
    expect(askedOf({}, TODAY)).toEqual(first)
    expect(askedOf({ period: 'ever', preset: 'mine', by: 'moon', from: '2026-11-01', shop: ['a', 'b'] }, TODAY)).toEqual(first)
  })

  it('moves on with the calendar, or names its days', () => {
    expect(askedOf({ period: 'yesterday' }, TODAY)).toMatchObject({ from: '2026-11-29', to: '2026-11-29', by: 'hour' })
    expect(periodOf({ period: 'yesterday' })).toBe('yesterday')
    const own = { from: '2026-10-01', to: '2026-10-07', by: 'shop' }
    expect(askedOf(own, TODAY)).toMatchObject(own)
    expect(periodOf(own)).toBe('own')
  })

  it('has one way of saying when', () => {
    const days = withDays({ period: 'month', shop: 'main' }, { from: '2026-10-01', to: '2026-10-07' })
    expect(days).toEqual({ shop: 'main', from: '2026-10-01', to: '2026-10-07' })
    expect(withPeriod(days, 'today')).toEqual({ shop: 'main', period: 'today' })
  })

  it('leads from a number to its rounds', () => {
    expect(roundsAddress(WEEK, 'lan', { missed: true })).toEqual({ ...WEEK, agent: 'lan', missed: 'true' })
    expect(roundsAddress(WEEK, '', { result: 'answered' })).toEqual({ ...WEEK, agent: '-', result: 'answered' })
    expect(roundsAddress({ ...WEEK, by: 'day' }, '2026-11-25', {})).toEqual({ ...WEEK, by: 'day', from: '2026-11-25', to: '2026-11-25' })
    expect(roundsAddress({ ...WEEK, by: 'hour' }, '09', { within: 30 })).toEqual({ ...WEEK, by: 'hour', hour: '9', within: '30' })
    expect(roundsAddress({ ...WEEK, by: 'group' }, '', {})).toEqual({ ...WEEK, by: 'group', group: '-' })
    expect(roundsAddress({ ...WEEK, by: 'shop' }, 'second', {})).toEqual({ ...WEEK, by: 'shop', shop: 'second' })
    expect(roundsAddress(WEEK, null, {})).toEqual(WEEK)
  })

  it('is read back as it was written', () => {
    expect(askedRoundsOf(roundsAddress(WEEK, 'lan', { missed: true }), TODAY)).toEqual({ from: WEEK.from, to: WEEK.to, shop: 'main', preset: 'jd', missed: true, result: '', within: '', agent: 'lan', group: '', weekday: '', hour: '', wholeDay: false })
  })

  it('leads from an hour of the week to its rounds', () => {
    const address = hourAddress({ period: 'month', shop: 'main', missed: 'true' }, { weekday: 'tue', hour: 3 })
    expect(address).toEqual({ period: 'month', shop: 'main', weekday: 'tue', hour: '3', whole_day: 'true' })
    expect(csvPath('rounds', WEEK, askedRoundsOf({ ...address, from: '2026-11-24', to: '2026-11-30' }, TODAY), askedConversionOf({}, TODAY))).toBe('/api/v1/reports/rounds?from=2026-11-24&to=2026-11-30&shop=main&preset=house&weekday=tue&hour=3&whole_day=true')
  })

  it('names a rule that came with the server, or one of the team', () => {
    expect(askedOf({ preset: 'own-12' }, TODAY).preset).toBe('own-12')
    expect(askedOf({ preset: 'own-' }, TODAY).preset).toBe('house')
  })

  it('takes to the other pages what they ask, too', () => {
    expect(sharedAddress({ period: 'month', shop: 'main', agent: 'lan', missed: 'true' })).toEqual({ period: 'month', shop: 'main' })
    expect(changed({ shop: 'main', by: 'day' }, { shop: '' })).toEqual({ by: 'day' })
  })

  it('leads from a number of the conversion to its customers', () => {
    const asked = askedConversionOf({ period: 'month', by: 'day', days: '7', agent: 'lan' }, TODAY)
    expect(asked).toMatchObject({ by: 'agent', days: 7, list: '', agent: '' })
    const address = buyersAddress({ period: 'month' }, asked, '', 'bought')
    expect(address).toEqual({ period: 'month', by: 'agent', days: '7', list: 'bought', agent: '-' })
    expect(askedConversionOf(address, TODAY)).toMatchObject({ days: 7, list: 'bought', agent: '-' })
    expect(buyersAddress({}, { ...asked, by: 'shop' }, 'second', 'asked')).toEqual({ by: 'shop', days: '7', list: 'asked', shop: 'second' })
    expect(askedConversionOf({ days: '2', list: 'all' }, TODAY)).toMatchObject({ days: 3, list: '' })
  })

  it('is the one of its table, too', () => {
    const conversion = askedConversionOf(WEEK_ADDRESS, TODAY)
    const rounds = askedRoundsOf(roundsAddress(WEEK, 'lan', { within: 30 }), TODAY)
    expect(csvPath('service', WEEK, rounds, conversion)).toBe('/api/v1/reports/service?from=2026-11-24&to=2026-11-30&shop=main&preset=jd&by=agent')
    expect(csvPath('rounds', WEEK, rounds, conversion)).toBe('/api/v1/reports/rounds?from=2026-11-24&to=2026-11-30&shop=main&preset=jd&agent=lan&within_seconds=30')
    expect(csvPath('conversion', WEEK, rounds, conversion)).toBe('/api/v1/reports/conversion?from=2026-11-24&to=2026-11-30&shop=main&by=agent&days=3')
    expect(csvPath('conversion', WEEK, rounds, { ...conversion, list: 'bought', agent: 'lan' })).toBe('/api/v1/reports/conversion/customers?from=2026-11-24&to=2026-11-30&shop=main&days=3&agent=lan&bought=true')
    expect(csvPath('shifts', WEEK, rounds, conversion)).toBe('/api/v1/reports/shifts?from=2026-11-24&to=2026-11-30&shop=main')
  })
})

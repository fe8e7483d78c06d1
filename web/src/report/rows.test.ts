import { describe, expect, it } from 'vitest'
import { COLUMNS, inOrder, kindOf, leadsSomewhere, type Measure } from './rows'
import type { ServiceRow } from './reportApi'

function row(of: Partial<ServiceRow>): ServiceRow {
  return { key: '', label: null, customers: 1, served_customers: 1, rounds: 1, answered: 1, within_threshold: 1, rate: 1, within_30s: 1, rate_30s: 1, first_response_seconds: 5, response_seconds: 5, unanswered: 0, missed: 0, no_answer_needed: 0, late_push: 0, messages: 1, ...of } as ServiceRow
}

function column(name: Measure) {
  const found = COLUMNS.find((one) => one.name === name)
  if (found === undefined) {
    throw new Error(name)
  }
  return found
}

describe('the rows of a report', () => {
  it('are sorted by a column, those without a number last', () => {
    const rows = [row({ key: 'a', rate: 0.5 }), row({ key: 'b', rate: null }), row({ key: 'c', rate: 0.9 })]
    expect(inOrder(rows, 'rate', true).map(({ key }) => key)).toEqual(['c', 'a', 'b'])
    expect(inOrder(rows, 'rate', false).map(({ key }) => key)).toEqual(['a', 'c', 'b'])
  })

  it('lead from a rate to what was missed, or else to what was in time', () => {
    expect(kindOf(column('rate'), row({ missed: 2 }))).toEqual({ missed: true })
    expect(kindOf(column('rate'), row({ missed: 0 }))).toEqual({ result: 'in_time' })
    expect(kindOf(column('answered'), row({}))).toEqual({ result: 'answered' })
  })

  it('lead nowhere where nothing is behind a number', () => {
    expect(leadsSomewhere(column('unanswered'), row({ unanswered: 0 }))).toBe(false)
    expect(leadsSomewhere(column('rate'), row({ rate: 0 }))).toBe(true)
    expect(leadsSomewhere(column('rate'), row({ rate: null }))).toBe(false)
    expect(leadsSomewhere(column('rate_30s'), row({ rate_30s: 0, within_30s: 0 }))).toBe(false)
  })
})

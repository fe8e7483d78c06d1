import { countWords, rateWords, spanWords } from '@/shared/figures'
import { t, type Key } from '@/shared/i18n/i18n'
import type { Kind } from './address'
import type { By, Definition, ServiceRow } from './reportApi'
import { rateName } from './reportWords'

export type Measure = 'customers' | 'served_customers' | 'rounds' | 'answered' | 'within_threshold' | 'rate' | 'rate_30s' | 'first_response_seconds' | 'response_seconds' | 'unanswered' | 'missed' | 'no_answer_needed'

interface Column {
  name: Measure
  words: Key
  text: (value: number | null) => string
  /** Which rounds a number is made of. */
  kind: Kind
}

const count = (value: number | null): string => (value === null ? '–' : countWords(value))

/** The numbers of a row, in the order in which they are read. */
export const COLUMNS: readonly Column[] = [
  { name: 'customers', words: 'report.customers', text: count, kind: { result: 'counted' } },
  { name: 'served_customers', words: 'report.served', text: count, kind: { result: 'answered' } },
  { name: 'rounds', words: 'report.roundsCount', text: count, kind: { result: 'counted' } },
  { name: 'answered', words: 'report.answered', text: count, kind: { result: 'answered' } },
  { name: 'within_threshold', words: 'report.inTime', text: count, kind: { result: 'in_time' } },
  { name: 'rate', words: 'report.rateShort', text: rateWords, kind: { missed: true } },
  { name: 'rate_30s', words: 'report.rate30', text: rateWords, kind: { within: 30 } },
  { name: 'first_response_seconds', words: 'report.first', text: spanWords, kind: { result: 'answered' } },
  { name: 'response_seconds', words: 'report.response', text: spanWords, kind: { result: 'answered' } },
  { name: 'unanswered', words: 'report.unanswered', text: count, kind: { result: 'open' } },
  { name: 'missed', words: 'report.missed', text: count, kind: { missed: true } },
  { name: 'no_answer_needed', words: 'report.noAnswerNeeded', text: count, kind: { result: 'no_answer_needed' } },
]

/** What a column is called under a preset. */
export function columnWords({ name, words }: Column, definition: Definition): string {
  return name === 'rate' ? rateName(definition) : t(words)
}

/** A rate of which nothing was missed is made of those in time. */
export function kindOf(column: Column, row: ServiceRow): Kind {
  return column.name === 'rate' && row.missed === 0 ? { result: 'in_time' } : column.kind
}

/** A number that nothing is behind leads nowhere. */
export function leadsSomewhere(column: Column, row: ServiceRow): boolean {
  const value = row[column.name]
  return value !== null && (value > 0 || column.name === 'rate') && !(column.name === 'rate_30s' && row.within_30s === 0)
}

export function isOverTime(by: By): boolean {
  return by === 'day' || by === 'hour'
}

/** By a column; what has no number comes last either way, what is alike stays as it was. */
export function inOrder(rows: readonly ServiceRow[], measure: Measure, descending: boolean): ServiceRow[] {
  return [...rows].sort((a, b) => {
    const [one, other] = [a[measure], b[measure]]
    if (one === null || other === null) {
      return Number(one === null) - Number(other === null)
    }
    return descending ? other - one : one - other
  })
}

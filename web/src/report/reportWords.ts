import { limitWords, spanWords, twoDigits } from '@/shared/figures'
import { language, t, type Key } from '@/shared/i18n/i18n'
import { keyOf } from '@/staff/automaticReply'
import { weekdayOf } from './period'
import type { By, Cause, Definition, Result, ServiceRow } from './reportApi'

/** What the rate of a preset is called; never as the platform calls its own. */
export function rateName({ threshold_seconds: limit, automatic_answers: automatic }: Definition): string {
  if (limit === null) {
    return t(automatic === 'count' ? 'report.rateOfAllAutomatic' : 'report.rateOfAll')
  }
  return t(automatic === 'count' ? 'report.rateWithAutomatic' : 'report.rate', { limit: limitWords(limit) })
}

export function presetName({ names }: Definition): string {
  return language.value === 'en' ? names.en : names.zh
}

export function presetText({ texts }: Definition): string {
  return language.value === 'en' ? texts.en : texts.zh
}

const WEEKDAYS: readonly Key[] = ['report.mon', 'report.tue', 'report.wed', 'report.thu', 'report.fri', 'report.sat', 'report.sun']

export function weekdayWords(weekday: number): string {
  return t(WEEKDAYS[weekday] ?? 'report.mon')
}

/** `11-23 周一`, with the year only where it is not the one of `today`. */
export function dayWords(day: string, today: string): string {
  return `${day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day} ${weekdayWords(weekdayOf(day))}`
}

export function hourWords(hour: number): string {
  return `${twoDigits(hour)}:00–${twoDigits(hour + 1)}:00`
}

/** Another system that answers, by the name of its key. */
function byKey(by: string): string | null {
  const name = keyOf(by)
  return name === null ? null : t('chat.byKey', { name })
}

/** What a row of a report is about. */
export function rowWords(by: By, { key, label }: Pick<ServiceRow, 'key' | 'label'>, today: string): string {
  switch (by) {
    case 'day':
      return dayWords(key, today)
    case 'hour':
      return hourWords(Number(key))
    case 'agent':
      return key === '' ? t('report.nobody') : (label ?? byKey(key) ?? key)
    case 'group':
      return key === '' ? t('report.noGroup') : (label ?? key)
    case 'shop':
      return label ?? key
  }
}

const WEEKDAYS_MAX = 14

/** The same below a column, where there is less room. */
export function columnName(by: By, row: Pick<ServiceRow, 'key' | 'label'>, columns: number, today: string): string {
  switch (by) {
    case 'hour':
      return `${row.key}:00`
    case 'day':
      return columns > WEEKDAYS_MAX ? row.key.slice(5) : rowWords(by, row, today)
    case 'agent':
    case 'group':
    case 'shop':
      return rowWords(by, row, today)
  }
}

export const BY_WORDS: Readonly<Record<By, Key>> = { day: 'report.byDay', hour: 'report.byHour', agent: 'report.byAgent', group: 'report.byGroup', shop: 'report.byShop' }

export const RESULT_WORDS: Readonly<Record<Result, Key>> = {
  in_time: 'report.result.in_time',
  late: 'report.result.late',
  unanswered: 'report.result.unanswered',
  waiting: 'report.result.waiting',
  no_answer_needed: 'report.result.no_answer_needed',
  left_out: 'report.result.left_out',
}

export const CAUSE_WORDS: Readonly<Record<Cause, Key>> = {
  nobody_on_duty: 'report.cause.nobody_on_duty',
  queue: 'report.cause.queue',
  agent: 'report.cause.agent',
  send_failure: 'report.cause.send_failure',
  outage: 'report.cause.outage',
}

export type Turn = 'better' | 'worse' | 'same'

/** How a rate stands against the one before: in percentage points, to a tenth. */
export function ratesCompared(now: number | null, before: number | null): { turn: Turn; words: string } | null {
  if (now === null || before === null) {
    return null
  }
  const tenths = Math.round((now - before) * 1_000)
  if (tenths === 0) {
    return { turn: 'same', words: t('report.same') }
  }
  return { turn: tenths > 0 ? 'better' : 'worse', words: t(tenths > 0 ? 'report.pointsMore' : 'report.pointsLess', { n: Math.abs(tenths) / 10 }) }
}

/** How a time stands against the one before; sooner is better. */
export function timesCompared(now: number | null, before: number | null): { turn: Turn; words: string } | null {
  if (now === null || before === null) {
    return null
  }
  const difference = now - before
  if (Math.abs(difference) < 0.05) {
    return { turn: 'same', words: t('report.same') }
  }
  return { turn: difference < 0 ? 'better' : 'worse', words: t(difference < 0 ? 'report.faster' : 'report.slower', { time: spanWords(Math.abs(difference)) }) }
}

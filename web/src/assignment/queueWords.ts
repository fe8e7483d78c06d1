import type { Conversation } from '@/conversation/conversation'
import { clockTime, dayOf, dayOfMillis, type Instant } from '@/shared/instant'
import { t } from '@/shared/i18n/i18n'

export type QueuePlace = NonNullable<Conversation['queue']>

const DAY_MS = 86_400_000

/** For which group somebody waits, where they stand in the queue and why, in one line, and as whole sentences; null where people take from it. */
export function queueWords({ queue, group, assignee, open }: Conversation, nowMillis: number): { line: string; sentence: string } | null {
  // An older server, for the moment of an update, says nothing of places.
  if (!queue || assignee !== null || !open) {
    return null
  }
  const team = group === null ? '' : t('queue.forGroup', { name: group.name })
  if (queue.reason === 'manual') {
    return team === '' ? null : { line: team, sentence: t('queue.asSentence', { words: team }) }
  }
  const { position, last_agent: last } = queue
  const why = whyWords(queue, nowMillis)
  const served = last === null ? '' : t('queue.lastAgent', { name: last.name })
  const line = t('queue.line', { position, why: served === '' ? why : t('queue.both', { why, served }) })
  const sentence = t('queue.sentence', { position, why }) + (served === '' ? '' : t('queue.another', { sentence: served }))
  return team === '' ? { line, sentence } : { line: t('queue.teamLine', { team, line }), sentence: t('queue.teamSentence', { team, sentence }) }
}

function whyWords({ reason, online, load, ceiling, opens_at }: QueuePlace, nowMillis: number): string {
  switch (reason) {
    case 'manual':
      return ''
    case 'off_hours':
      return opens_at === null ? t('queue.closed') : t('queue.closedUntil', { time: whenWords(opens_at, nowMillis) })
    case 'nobody_online':
      return t('queue.nobodyOnline')
    case 'all_full':
      return t('queue.allFull', { n: online, load, ceiling })
    case 'planning':
      return t('queue.planning')
  }
}

/** A time to come: of today without its day. */
export function whenWords(at: Instant, nowMillis: number): string {
  const [day, time] = [dayOf(at), clockTime(at)]
  if (day === dayOfMillis(nowMillis)) {
    return time
  }
  return day === dayOfMillis(nowMillis + DAY_MS) ? t('queue.tomorrow', { time }) : `${day.slice(5)} ${time}`
}

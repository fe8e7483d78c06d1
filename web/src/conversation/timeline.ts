import { compareInstants } from '@/shared/instant'
import type { Message } from './conversation'

/**
 * What is known of one conversation's messages, in order and without holes between the oldest loaded and the newest.
 *
 * Three sources write into it and may overtake each other: pages read by REST, live changes, and the answer to our own
 * post. Each carries the sequence at which the server read it, so an older reading never overwrites a newer one.
 * A late arrival that belongs before the oldest loaded message is left out on purpose: it comes with its page.
 */
export interface Timeline {
  readonly messages: readonly Message[]
  readonly seqs: ReadonlyMap<string, number>
  readonly hasMore: boolean
  readonly loaded: boolean
}

export const EMPTY_TIMELINE: Timeline = { messages: [], seqs: new Map(), hasMore: true, loaded: false }

/** Our own post's answer names no sequence: any reading that does is preferred to it. */
export const SEQ_UNKNOWN = -1

export function applyChanges(timeline: Timeline, incoming: readonly Message[], seq: number): Timeline {
  const floor = timeline.loaded && timeline.hasMore ? timeline.messages[0]?.sortKey : undefined
  return merge(timeline, floor === undefined ? incoming : incoming.filter((message) => message.sortKey >= floor), seq)
}

/** The first page, or the page before the oldest message. */
export function applyPage(timeline: Timeline, page: readonly Message[], seq: number, hasMore: boolean): Timeline {
  const merged = merge(timeline, page, seq)
  const floor = page[0]?.sortKey
  // Changes that came while the first page was on its way may belong before it.
  const whole = !hasMore || floor === undefined || timeline.loaded
  const messages = whole ? merged.messages : merged.messages.filter((message) => message.sortKey >= floor)
  return { messages, seqs: whole ? merged.seqs : seqsOf(messages, merged.seqs), hasMore, loaded: true }
}

/** What was read before a reset: any later reading is preferred to it. */
export function withoutSeqs(timeline: Timeline): Timeline {
  return { ...timeline, seqs: new Map(timeline.messages.map((message) => [message.id, SEQ_UNKNOWN])) }
}

/** The first page after a reset, and what came live while it was on its way; all else is forgotten. */
export function startAgain(timeline: Timeline, page: readonly Message[], seq: number, hasMore: boolean): Timeline {
  const later = timeline.messages.filter((message) => (timeline.seqs.get(message.id) ?? SEQ_UNKNOWN) > seq)
  return applyPage({ ...EMPTY_TIMELINE, messages: later, seqs: seqsOf(later, timeline.seqs) }, page, seq, hasMore)
}

function seqsOf(messages: readonly Message[], seqs: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(messages.map((message) => [message.id, seqs.get(message.id) ?? SEQ_UNKNOWN]))
}

function merge(timeline: Timeline, incoming: readonly Message[], seq: number): Timeline {
  const messages = [...timeline.messages]
  const seqs = new Map(timeline.seqs)
  for (const message of incoming) {
    const known = seqs.get(message.id)
    if (known !== undefined && known > seq) {
      continue
    }
    if (known !== undefined) {
      // The key may have changed with the platform's answer, so it is taken out and put in again.
      messages.splice(
        messages.findIndex((other) => other.id === message.id),
        1,
      )
    }
    messages.splice(lowerBound(messages, message.sortKey), 0, message)
    seqs.set(message.id, seq)
  }
  return { ...timeline, messages, seqs }
}

/** The index of the first message whose key is not below `sortKey`. */
export function lowerBound(messages: readonly Message[], sortKey: string): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((messages[middle]?.sortKey ?? '') < sortKey) {
      low = middle + 1
    } else {
      high = middle
    }
  }
  return low
}

/**
 * The message that stands for "all of this was seen": the one that arrived last, which need not be the last in order,
 * for a late arrival takes an earlier place.
 */
export function lastArrived(messages: readonly Message[]): Message | null {
  let last: Message | null = null
  for (const message of messages) {
    if (message.direction === 'in' && (last === null || compareInstants(arrival(message), arrival(last)) >= 0)) {
      last = message
    }
  }
  return last
}

/** The first in order of the `count` customer messages that arrived last: where the unread line stands. */
export function firstUnread(messages: readonly Message[], count: number): Message | null {
  if (count <= 0) {
    return null
  }
  const unread = messages
    .filter((message) => message.direction === 'in')
    .sort((a, b) => compareInstants(arrival(b), arrival(a)))
    .slice(0, count)
  return unread.reduce<Message | null>((first, message) => (first === null || message.sortKey < first.sortKey ? message : first), null)
}

function arrival(message: Message): string {
  return message.receivedAt ?? message.createdAt
}

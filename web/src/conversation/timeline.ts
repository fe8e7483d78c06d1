import { compareInstants } from '@/shared/instant'
import type { Message } from './conversation'

/**
 * What is known of one conversation's messages: a stretch in order and without holes, which ends with the newest one
 * unless `hasNewer`, as it is around a message that somebody looked for.
 *
 * Three sources write into it and may overtake each other: pages read by REST, live changes, and the answer to our own
 * post. Each carries the sequence at which the server read it, so an older reading never overwrites a newer one.
 * What belongs before the oldest loaded message, or behind the last one of a stretch that ends earlier, is left out on
 * purpose: it comes with its page.
 */
export interface Timeline {
  readonly messages: readonly Message[]
  readonly seqs: ReadonlyMap<string, number>
  readonly hasMore: boolean
  readonly hasNewer: boolean
  /** The sequence of the newest change that was left out behind the end: a page read before it is not the last. */
  readonly leftOutSeq: number
  readonly loaded: boolean
}

/** Our own post's answer names no sequence: any reading that does is preferred to it. */
export const SEQ_UNKNOWN = -1

export const EMPTY_TIMELINE: Timeline = { messages: [], seqs: new Map(), hasMore: true, hasNewer: false, leftOutSeq: SEQ_UNKNOWN, loaded: false }

export function applyChanges(timeline: Timeline, incoming: readonly Message[], seq: number): Timeline {
  const floor = timeline.loaded && timeline.hasMore ? timeline.messages[0]?.sort_key : undefined
  const ceiling = timeline.loaded && timeline.hasNewer ? timeline.messages.at(-1)?.sort_key : undefined
  const behind = ceiling !== undefined && incoming.some((message) => message.sort_key > ceiling)
  const taken = incoming.filter(({ sort_key }) => (floor === undefined || sort_key >= floor) && (ceiling === undefined || sort_key <= ceiling))
  return { ...merge(timeline, taken, seq), leftOutSeq: behind ? Math.max(timeline.leftOutSeq, seq) : timeline.leftOutSeq }
}

/** The first page, or the page before the oldest message. */
export function applyPage(timeline: Timeline, page: readonly Message[], seq: number, hasMore: boolean): Timeline {
  const merged = merge(timeline, page, seq)
  const floor = page[0]?.sort_key
  // Changes that came while the first page was on its way may belong before it.
  const whole = !hasMore || floor === undefined || timeline.loaded
  const messages = whole ? merged.messages : merged.messages.filter((message) => message.sort_key >= floor)
  return { ...timeline, messages, seqs: whole ? merged.seqs : seqsOf(messages, merged.seqs), hasMore, loaded: true }
}

/** The page behind the last message of a stretch that ends before the newest. */
export function applyNewerPage(timeline: Timeline, page: readonly Message[], seq: number, hasNewer: boolean): Timeline {
  return { ...merge(timeline, page, seq), hasNewer: hasNewer || timeline.leftOutSeq > seq }
}

/** A stretch from the middle in place of what was known; what came live of its messages stays. */
export function stretchOf(timeline: Timeline, page: readonly Message[], seq: number, hasMore: boolean, hasNewer: boolean): Timeline {
  const ids = new Set(page.map((message) => message.id))
  const later = timeline.messages.filter((message) => ids.has(message.id) && (timeline.seqs.get(message.id) ?? SEQ_UNKNOWN) > seq)
  const kept = { ...EMPTY_TIMELINE, messages: later, seqs: seqsOf(later, timeline.seqs), loaded: true }
  const missed = timeline.messages.some((message) => !ids.has(message.id) && (timeline.seqs.get(message.id) ?? SEQ_UNKNOWN) > seq)
  return { ...applyPage(kept, page, seq, hasMore), hasNewer: hasNewer || missed }
}

export function without(timeline: Timeline, gone: ReadonlySet<string>): Timeline {
  const messages = timeline.messages.filter((message) => !gone.has(message.id))
  return { ...timeline, messages, seqs: seqsOf(messages, timeline.seqs) }
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
    messages.splice(lowerBound(messages, message.sort_key), 0, message)
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
    if ((messages[middle]?.sort_key ?? '') < sortKey) {
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
    if (message.direction === 'in' && (last === null || compareInstants(message.received_at, last.received_at) >= 0)) {
      last = message
    }
  }
  return last
}

/**
 * The first in order of the `count` customer messages that arrived last by `newest`: where the unread line stands.
 * 'above': the stretch does not reach back to it.
 */
export function firstUnread({ messages, hasMore }: Timeline, count: number, newest: Message | null): Message | 'above' | null {
  if (count <= 0 || newest === null) {
    return null
  }
  const arrived = messages.filter((message) => message.origin === 'customer' && compareInstants(message.received_at, newest.received_at) <= 0)
  if (arrived.length < count && hasMore) {
    return 'above'
  }
  return arrived
    .sort((a, b) => compareInstants(b.received_at, a.received_at))
    .slice(0, count)
    .reduce<Message | null>((first, message) => (first === null || message.sort_key < first.sort_key ? message : first), null)
}

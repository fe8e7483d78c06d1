import type { Message } from '../conversation'
import { lowerBound } from '../timeline'

/**
 * The part of a long conversation that is drawn. It is held by sort keys, not by numbers, so that late arrivals and
 * older pages do not shift it. `last` null: it ends with the newest message and follows it.
 */
export interface ChatWindow {
  first: string | null
  last: string | null
}

export const AT_NEWEST: ChatWindow = { first: null, last: null }

/** Enough for several screens; beyond that drawing is felt. */
export const DRAWN_MAX = 160
export const STEP = 40
const DRAWN_AT_FIRST = 60

export interface Span {
  start: number
  end: number
}

export function spanOf(messages: readonly Message[], window: ChatWindow): Span {
  const end = window.last === null ? messages.length : upperBound(messages, window.last)
  const start = window.first === null ? Math.max(0, end - DRAWN_AT_FIRST) : lowerBound(messages, window.first)
  // While new messages are followed, what has long scrolled away is let go.
  return { start: window.last === null ? Math.max(start, end - DRAWN_MAX) : start, end }
}

export function towardsOlder(messages: readonly Message[], window: ChatWindow): ChatWindow {
  const { start, end } = spanOf(messages, window)
  return between(messages, Math.max(0, start - STEP), end, 'keep-first')
}

export function towardsNewer(messages: readonly Message[], window: ChatWindow): ChatWindow {
  const { start, end } = spanOf(messages, window)
  return between(messages, start, Math.min(messages.length, end + STEP), 'keep-last')
}

/** The part around a message, with it in the middle. */
export function around(messages: readonly Message[], index: number): ChatWindow {
  return between(messages, Math.max(0, index - STEP), Math.min(messages.length, index + STEP), 'keep-first')
}

function between(messages: readonly Message[], start: number, end: number, keep: 'keep-first' | 'keep-last'): ChatWindow {
  const from = keep === 'keep-last' ? Math.max(start, end - DRAWN_MAX) : start
  const to = keep === 'keep-first' ? Math.min(end, start + DRAWN_MAX) : end
  return {
    first: messages[from]?.sort_key ?? null,
    last: to >= messages.length ? null : (messages[to - 1]?.sort_key ?? null),
  }
}

function upperBound(messages: readonly Message[], sortKey: string): number {
  let index = lowerBound(messages, sortKey)
  while (messages[index]?.sort_key === sortKey) {
    index++
  }
  return index
}

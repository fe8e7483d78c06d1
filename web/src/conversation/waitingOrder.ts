import { compareInstants } from '@/shared/instant'
import type { Conversation } from './conversation'

export function byNewest(a: Conversation, b: Conversation): number {
  return latest(b, a) || ids(a, b)
}

/** Longest waiting first, then those not waiting by newest. */
export function byWaiting(a: Conversation, b: Conversation): number {
  if (a.waiting_since !== null && b.waiting_since !== null) {
    return compareInstants(a.waiting_since, b.waiting_since) || byNewest(a, b)
  }
  if (a.waiting_since === null && b.waiting_since === null) {
    return byNewest(a, b)
  }
  return a.waiting_since === null ? 1 : -1
}

function latest(a: Conversation, b: Conversation): number {
  return compareInstants(a.last_message_at, b.last_message_at)
}

function ids(a: Conversation, b: Conversation): number {
  return a.id < b.id ? 1 : -1
}

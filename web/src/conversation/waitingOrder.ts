import { compareInstants } from '@/shared/instant'
import type { Conversation } from './conversation'

export function byNewest(a: Conversation, b: Conversation): number {
  return latest(b, a) || ids(a, b)
}

/** Longest waiting first, then those not waiting by newest. */
export function byWaiting(a: Conversation, b: Conversation): number {
  if (a.waitingSince !== null && b.waitingSince !== null) {
    return compareInstants(a.waitingSince, b.waitingSince) || byNewest(a, b)
  }
  if (a.waitingSince === null && b.waitingSince === null) {
    return byNewest(a, b)
  }
  return a.waitingSince === null ? 1 : -1
}

function latest(a: Conversation, b: Conversation): number {
  if (a.lastMessageAt === null || b.lastMessageAt === null) {
    return Number(a.lastMessageAt !== null) - Number(b.lastMessageAt !== null)
  }
  return compareInstants(a.lastMessageAt, b.lastMessageAt)
}

function ids(a: Conversation, b: Conversation): number {
  return a.id < b.id ? 1 : -1
}

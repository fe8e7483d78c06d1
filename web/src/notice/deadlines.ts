import type { Conversation } from '@/conversation/conversation'
import { OVERDUE_FROM_SECONDS } from '@/conversation/waiting'
import { millisOf } from '@/shared/instant'

const OVERDUE_FROM_MS = OVERDUE_FROM_SECONDS * 1000
/** Somebody who opens the desk in the morning needs no alarm for each of last night's. */
const ALARM_WITHIN_MS = 10 * 60_000

/** Whether a conversation is this person's business: his own, nobody's, or no server says whose. */
export function concerns(conversation: Conversation, username: string): boolean {
  const { care, blocked } = conversation
  return !blocked && (care === null || care.assignee === null || care.assignee.username === username)
}

/** What this person has not read yet. */
export function unreadFor(conversations: readonly Conversation[], username: string): number {
  return conversations.reduce((sum, one) => (concerns(one, username) ? sum + one.unread : sum), 0)
}

/**
 * Who has just become overdue. Each wait is told once, however often one asks and however long one slept: a wait is
 * known by its beginning.
 */
export function overdueNow(waiting: readonly Conversation[], username: string, now: number, told: Set<string>): Conversation[] {
  forgetEnded(waiting, told)
  return waiting.filter((conversation) => {
    const since = conversation.waitingSince
    if (since === null || !concerns(conversation, username)) {
      return false
    }
    const late = now - millisOf(since) - OVERDUE_FROM_MS
    const wait = waitOf(conversation)
    if (late < 0 || told.has(wait)) {
      return false
    }
    told.add(wait)
    return late < ALARM_WITHIN_MS
  })
}

function waitOf({ id, waitingSince }: Conversation): string {
  return `${id} ${waitingSince}`
}

/** A desk that stands open for weeks need not remember every wait there ever was. */
function forgetEnded(waiting: readonly Conversation[], told: Set<string>): void {
  if (told.size > waiting.length) {
    const still = new Set(waiting.map(waitOf))
    for (const wait of told) {
      if (!still.has(wait)) {
        told.delete(wait)
      }
    }
  }
}

import type { Conversation } from '@/conversation/conversation'
import { OVERDUE_FROM_SECONDS } from '@/conversation/waiting'
import { millisOf } from '@/shared/instant'

const OVERDUE_FROM_MS = OVERDUE_FROM_SECONDS * 1000
/** Somebody who opens the desk in the morning needs no alarm for each of last night's. */
const ALARM_WITHIN_MS = 10 * 60_000

/** Whether a conversation is this person's business: their own, or nobody's. */
export function concerns(conversation: Conversation, username: string): boolean {
  const { assignee, blocked } = conversation
  return !blocked && (assignee === null || assignee.username === username)
}

/** What this person has not read yet. */
export function unreadFor(conversations: readonly Conversation[], username: string): number {
  return conversations.reduce((sum, one) => (concerns(one, username) ? sum + one.unread : sum), 0)
}

/**
 * Who has just become overdue; `ofAll`: a supervisor hears of colleagues' customers, too. Each wait is told once, however
 * often one asks and however long one slept: a wait is known by its beginning. `told` holds those that could ring again.
 */
export function overdueNow(waiting: readonly Conversation[], username: string, now: number, told: Set<string>, ofAll = false): Conversation[] {
  const late = waiting.filter((conversation) => isLate(conversation, now))
  forgetOthers(late, told)
  return late.filter((conversation) => {
    const wait = waitOf(conversation)
    if (conversation.blocked || !(ofAll || concerns(conversation, username)) || told.has(wait)) {
      return false
    }
    told.add(wait)
    return true
  })
}

function isLate({ waiting_since }: Conversation, now: number): boolean {
  const late = waiting_since === null ? -1 : now - millisOf(waiting_since) - OVERDUE_FROM_MS
  return late >= 0 && late < ALARM_WITHIN_MS
}

function waitOf({ id, waiting_since }: Conversation): string {
  return `${id} ${waiting_since}`
}

/** A desk that stands open for weeks need not remember every wait there ever was. */
function forgetOthers(late: readonly Conversation[], told: Set<string>): void {
  if (told.size > 0) {
    const still = new Set(late.map(waitOf))
    for (const wait of told) {
      if (!still.has(wait)) {
        told.delete(wait)
      }
    }
  }
}

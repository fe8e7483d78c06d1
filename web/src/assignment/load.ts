import type { Conversation } from '@/conversation/conversation'
import { millisOf } from '@/shared/instant'
import type { Colleague } from '@/staff/colleagueStore'
import type { Rule } from './assignmentApi'

/** The platform takes answers for so long after a customer's message; by its end one knows when they wrote. */
const WINDOW_MS = 48 * 3_600_000
const MINUTE_MS = 60_000
/** As the server has it where nobody has said otherwise. */
const IDLE_MINUTES = 10

/** How many somebody is given at most: their own ceiling, else that of the shop; null where there is none. */
export function ceilingOf(colleague: Pick<Colleague, 'ceiling'> | null, rule: Rule | null): number | null {
  return colleague?.ceiling ?? (rule !== null && hasCeiling(rule) ? rule.ceiling : null)
}

/** Where people take from the queue, and nobody has set anything, a number would mean nothing. */
function hasCeiling({ mode, changed_at }: Rule): boolean {
  return mode === 'automatic' || changed_at !== null
}

/** Whether a conversation needs whoever serves it, as the server counts: the customer waits, or has written lately. */
export function isNeeding({ open, blocked, waiting_since, budget }: Conversation, rule: Rule | null, nowMillis: number): boolean {
  if (!open || blocked) {
    return false
  }
  const wroteAt = budget.expires_at === null ? NaN : millisOf(budget.expires_at) - WINDOW_MS
  return waiting_since !== null || wroteAt > nowMillis - (rule?.idle_minutes ?? IDLE_MINUTES) * MINUTE_MS
}

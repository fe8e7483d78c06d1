import type { Conversation, Message } from '@/conversation/conversation'
import { compareInstants, millisOf } from '@/shared/instant'
import type { Rule } from './assignmentApi'

/** Whether the server has given it to whoever serves it now. */
export function isAssignedByServer({ assignee, assigned_at, assigned_by }: Conversation): boolean {
  return assignee !== null && assigned_at !== null && assigned_by === ''
}

/** When an assigned conversation goes back unless it is answered; null where it stays. */
export function pullBackAt(conversation: Conversation, messages: readonly Message[], rule: Rule | null): number | null {
  const { assigned_at, open, waiting_since } = conversation
  if (rule === null || rule.mode !== 'automatic' || rule.pull_back_after_seconds === 0 || !open || waiting_since === null || assigned_at === null) {
    return null
  }
  const answered = messages.some((one) => one.direction === 'out' && one.automatic !== true && one.state === 'accepted' && compareInstants(one.created_at, assigned_at) >= 0)
  return answered || !isAssignedByServer(conversation) ? null : millisOf(assigned_at) + rule.pull_back_after_seconds * 1_000
}

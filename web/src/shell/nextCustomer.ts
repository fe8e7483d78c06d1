import type { Conversation } from '@/conversation/conversation'
import { byWaiting } from '@/conversation/waitingOrder'
import { budgetWindow } from '@/reply/budgetWindow'
import { isOfRule } from '@/staff/automaticReply'

/**
 * Who is to be served next, the longest waiting first. Whoever has an answer on its way waits for the platform and not
 * for us; whom the platform lets nobody answer comes last, to be closed.
 */
export function inTurn(waiting: readonly Conversation[], answersUnderway: (conversationId: string) => number, now: number): Conversation[] {
  const shut = ({ budget }: Conversation) => Number(budgetWindow(budget, 0, now).kind === 'closed')
  return waiting
    .filter((one) => !isBeingAnswered(one) && answersUnderway(one.id) === 0)
    .sort((a, b) => shut(a) - shut(b) || byWaiting(a, b))
}

function isBeingAnswered({ last_message }: Conversation): boolean {
  return last_message?.direction === 'out' && !isOfRule(last_message.by) && (last_message.state === 'queued' || last_message.state === 'sending')
}

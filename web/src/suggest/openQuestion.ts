import type { Message } from '@/conversation/conversation'

/**
 * The newest message of a customer whom no person has answered since; null when nobody waits. What the shop says by
 * itself is no answer.
 */
export function openQuestion(messages: readonly Message[]): string | null {
  const last = messages.findLast((message) => message.direction === 'in' || message.automatic !== true)
  return last !== undefined && last.direction === 'in' && last.origin === 'customer' ? last.id : null
}

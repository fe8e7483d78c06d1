import { computed, type ComputedRef } from 'vue'
import type { Conversation } from '@/conversation/conversation'
import { useServerClock } from '@/shared/serverClock'
import { budgetWindow, type BudgetWindow } from './budgetWindow'
import { useReplyStore } from './replyStore'

export function useBudgetWindow(conversation: () => Conversation): ComputedRef<BudgetWindow> {
  const clock = useServerClock()
  const replies = useReplyStore()
  return computed(() => {
    const { id, budget } = conversation()
    return budgetWindow(budget, replies.underway(id), clock.now)
  })
}

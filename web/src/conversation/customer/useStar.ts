import { computed } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { toastTrouble } from '@/shared/toast'
import type { Conversation } from '../conversation'
import { useConversationStore } from '../conversationStore'
import { useCustomerStore } from './customerStore'

export function useStar(conversation: () => Conversation | null) {
  const abilities = useAbilityStore()
  const customers = useCustomerStore()
  const conversations = useConversationStore()
  const canStar = computed(() => conversation() !== null && abilities.can('customer'))
  const starred = computed(() => conversation()?.starred === true)

  /** Shown at once; what the server says comes live, or with the refusal. */
  async function toggle(): Promise<void> {
    const one = conversation()
    if (one === null || !canStar.value) {
      return
    }
    const meanwhile = { ...one, starred: !one.starred }
    conversations.showMeanwhile(one, meanwhile)
    const reply = await customers.change(one.id, { starred: meanwhile.starred })
    if (reply.kind !== 'ok') {
      conversations.showMeanwhile(meanwhile, one)
      toastTrouble(reply)
    }
  }

  return { canStar, starred, toggle }
}

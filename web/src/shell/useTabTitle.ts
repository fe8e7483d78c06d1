import { onBeforeUnmount, watch } from 'vue'
import { useConversationStore } from '@/conversation/conversationStore'
import { t } from '@/shared/i18n/i18n'

/** The tab says how much is unread, also when it is one of many. */
export function useTabTitle(): void {
  const conversations = useConversationStore()
  watch(
    [() => conversations.unreadTotal, () => t('app.name')],
    () => {
      const unread = conversations.unreadTotal
      document.title = unread > 0 ? `(${unread}) ${t('app.name')}` : t('app.name')
      wear(unread > 0 ? '/favicon-unread.svg' : '/favicon.svg')
    },
    { immediate: true },
  )
  onBeforeUnmount(() => wear('/favicon.svg'))
}

function wear(icon: string): void {
  document.getElementById('favicon')?.setAttribute('href', icon)
}

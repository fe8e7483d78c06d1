import { computed, onBeforeUnmount, watch } from 'vue'
import { useConversationStore } from '@/conversation/conversationStore'
import { unreadFor } from '@/notice/deadlines'
import { useSessionStore } from '@/session/sessionStore'
import { t } from '@/shared/i18n/i18n'

const UNREAD_SHOWN_MAX = 99

/** The tab says how much this person has not read, also when it is one of many; a colleague's customers are hers. */
export function useTabTitle(): void {
  const conversations = useConversationStore()
  const session = useSessionStore()
  const unread = computed(() => unreadFor(conversations.all, session.user?.username ?? ''))
  watch(
    [unread, () => t('app.name')],
    () => {
      document.title = unread.value > 0 ? `(${unread.value > UNREAD_SHOWN_MAX ? `${UNREAD_SHOWN_MAX}+` : unread.value}) ${t('app.name')}` : t('app.name')
      wear(unread.value > 0 ? '/favicon-unread.svg' : '/favicon.svg')
    },
    { immediate: true },
  )
  onBeforeUnmount(() => wear('/favicon.svg'))
}

function wear(icon: string): void {
  document.getElementById('favicon')?.setAttribute('href', icon)
}

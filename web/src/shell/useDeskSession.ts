import { onBeforeUnmount, onMounted } from 'vue'
import { useConversationStore } from '@/conversation/conversationStore'
import { useMessageStore } from '@/conversation/messageStore'
import { useLiveStore } from '@/live/liveStore'
import { useDraftStore } from '@/reply/draftStore'
import { useReplyStore } from '@/reply/replyStore'
import { useSessionStore } from '@/session/sessionStore'
import { useServerClock } from '@/shared/serverClock'
import { useShopStore } from '@/shop/shopStore'

/** What begins when somebody sits down at the desk, and ends when they leave. */
export function useDeskSession(): void {
  const session = useSessionStore()
  const live = useLiveStore()
  const conversations = useConversationStore()
  const messages = useMessageStore()
  const replies = useReplyStore()
  const drafts = useDraftStore()
  const clock = useServerClock()
  const shops = useShopStore()

  function wakeWhenVisible(): void {
    if (document.visibilityState === 'visible') {
      live.wake()
    }
  }

  onMounted(() => {
    const username = session.user?.username ?? ''
    replies.takeUp(username)
    drafts.takeUp(username)
    clock.start()
    void shops.load()
    void live.start()
    window.addEventListener('focus', live.wake)
    window.addEventListener('online', live.wake)
    document.addEventListener('visibilitychange', wakeWhenVisible)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('focus', live.wake)
    window.removeEventListener('online', live.wake)
    document.removeEventListener('visibilitychange', wakeWhenVisible)
    live.stop()
    clock.stop()
    conversations.clear()
    messages.clear()
    replies.clear()
    drafts.clear()
  })
}

import { ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Conversation, Message } from '../conversation'
import { firstUnread, lastArrived, type Timeline } from '../timeline'

/**
 * Where the unread messages began when the conversation was opened; it stays there while the agent reads. Where that is
 * further up than what is loaded, `unreadAbove` says how many there are until the line is reached.
 */
export function useUnreadLine(conversation: () => Conversation, timeline: ComputedRef<Timeline>): { unreadFrom: Ref<string | null>; unreadAbove: Ref<number> } {
  const unreadFrom = ref<string | null>(null)
  const unreadAbove = ref(0)
  let unreadWhenOpened = 0
  let newestWhenOpened: Message | null = null

  function look(): void {
    const { loaded, hasNewer, messages } = timeline.value
    if (unreadWhenOpened === 0 || !loaded || hasNewer) {
      return
    }
    newestWhenOpened ??= lastArrived(messages)
    const first = firstUnread(timeline.value, unreadWhenOpened, newestWhenOpened)
    if (first === 'above') {
      unreadAbove.value = unreadWhenOpened
    } else {
      unreadFrom.value = first?.id ?? null
      unreadAbove.value = unreadWhenOpened = 0
    }
  }

  watch(
    () => conversation().id,
    () => {
      unreadWhenOpened = conversation().unread
      newestWhenOpened = null
      unreadFrom.value = null
      unreadAbove.value = 0
    },
    { immediate: true },
  )
  watch([() => conversation().id, timeline], look, { immediate: true, flush: 'sync' })
  return { unreadFrom, unreadAbove }
}

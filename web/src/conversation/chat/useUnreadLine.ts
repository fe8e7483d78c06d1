import { ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Conversation } from '../conversation'
import { firstUnread, type Timeline } from '../timeline'

/** Where the unread messages began when the conversation was opened; it stays there while the agent reads. */
export function useUnreadLine(conversation: () => Conversation, timeline: ComputedRef<Timeline>): { unreadFrom: Ref<string | null> } {
  const unreadFrom = ref<string | null>(null)
  let unreadWhenOpened = 0
  let drawn = false

  watch(
    () => conversation().id,
    () => {
      unreadWhenOpened = conversation().unread
      unreadFrom.value = null
      drawn = false
    },
    { immediate: true },
  )
  watch(
    [() => conversation().id, () => timeline.value.loaded],
    () => {
      if (!drawn && timeline.value.loaded) {
        drawn = true
        unreadFrom.value = firstUnread(timeline.value.messages, unreadWhenOpened)?.id ?? null
      }
    },
    { immediate: true },
  )
  return { unreadFrom }
}

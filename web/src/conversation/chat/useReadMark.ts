import { onBeforeUnmount, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Conversation } from '../conversation'
import { postRead } from '../conversationApi'
import { useConversationStore } from '../conversationStore'
import { lastArrived, type Timeline } from '../timeline'

/** Tells the server what was read: only while somebody looks at this window and the newest message is in sight. */
export function useReadMark(conversation: () => Conversation, timeline: ComputedRef<Timeline>, newestSeen: Ref<boolean>): void {
  const conversations = useConversationStore()
  const looking = ref(isLooking())
  let told: string | null = null

  function look(): void {
    looking.value = isLooking()
  }

  async function tell(): Promise<void> {
    const { id, unread } = conversation()
    const newest = lastArrived(timeline.value.messages)
    if (!looking.value || !newestSeen.value || unread === 0 || newest === null || told === newest.id) {
      return
    }
    told = newest.id
    const reply = await postRead(id, newest.id)
    if (reply.kind === 'ok') {
      const stillNewest = lastArrived(timeline.value.messages)?.id === newest.id
      if (stillNewest) {
        conversations.showAsRead(id)
      }
    } else if (told === newest.id) {
      told = null // Told again with the next change.
    }
  }

  watch([looking, newestSeen, () => conversation().id, () => conversation().unread, timeline], () => void tell(), { immediate: true })
  onMounted(() => {
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    document.addEventListener('visibilitychange', look)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('focus', look)
    window.removeEventListener('blur', look)
    document.removeEventListener('visibilitychange', look)
  })
}

function isLooking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}

import { onBeforeUnmount, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue'
import { useSessionStore } from '@/session/sessionStore'
import type { Conversation } from '../conversation'
import { postRead } from '../conversationApi'
import { useConversationStore } from '../conversationStore'
import { lastArrived, type Timeline } from '../timeline'

/**
 * Tells the server what was read: only while somebody looks at this window and the newest message is in sight, and only
 * what this person serves. A glance at a colleague's chat changes nothing, at one without anybody only this screen.
 */
export function useReadMark(conversation: () => Conversation, timeline: ComputedRef<Timeline>, newestSeen: Ref<boolean>): void {
  const conversations = useConversationStore()
  const session = useSessionStore()
  const looking = ref(isLooking())
  /** What was told last; the same is not told again, so what is marked as unread while it is open stays unread. */
  let told: string | null = null

  function look(): void {
    looking.value = isLooking()
  }

  async function tell(): Promise<void> {
    const { id, unread, assignee, handed_over } = conversation()
    const newest = lastArrived(timeline.value.messages)
    const reader = assignee?.username ?? null
    const reading = `${id} ${reader} ${newest?.id} ${handed_over?.at}`
    if (!looking.value || !newestSeen.value || (unread === 0 && handed_over === null) || newest === null || told === reading) {
      return
    }
    if (reader === null) {
      told = reading
      conversations.glanceAt(id)
      return
    }
    if (reader !== session.user?.username) {
      return
    }
    told = reading
    const reply = await postRead(id, newest.id)
    if (reply.kind === 'ok') {
      const stillNewest = lastArrived(timeline.value.messages)?.id === newest.id
      if (stillNewest) {
        conversations.showAsRead(id)
      }
    } else if (told === reading) {
      told = null // Told again with the next change.
    }
  }

  watch(
    [looking, newestSeen, () => conversation().id, () => conversation().unread, () => conversation().assignee?.username, () => conversation().handed_over?.at, timeline],
    () => void tell(),
    { immediate: true },
  )
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

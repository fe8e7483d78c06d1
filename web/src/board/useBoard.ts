import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { useConversationStore } from '@/conversation/conversationStore'
import { useLiveStore } from '@/live/liveStore'
import { troubleWords } from '@/shared/toast'
import { useColleagueStore } from '@/staff/colleagueStore'
import { fetchBoard, type Board } from './boardApi'

/** Whatever happens, screens on a wall do not ask more often. */
const AT_MOST_EVERY_MS = 2_000
/** What nothing tells of: loads that end with silence, somebody without a page. */
const AT_LEAST_EVERY_MS = 10_000

/** The board of a shop, read again when something came over the live connection, and else from time to time. */
export function useBoard(shop: Ref<string>) {
  const conversations = useConversationStore()
  const colleagues = useColleagueStore()
  const live = useLiveStore()
  const board = shallowRef<Board | null>(null)
  const trouble = ref('')
  let soon: ReturnType<typeof setTimeout> | undefined
  let repeating: ReturnType<typeof setInterval> | undefined
  let readAt = 0
  let asked = 0

  async function load(): Promise<void> {
    clearTimeout(soon)
    soon = undefined
    readAt = Date.now()
    const number = ++asked
    const reply = await fetchBoard(shop.value)
    if (number !== asked) {
      return // Of a shop that is no longer chosen, or older than what is there.
    }
    trouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      board.value = reply.value
    }
  }

  function loadSoon(): void {
    if (document.visibilityState === 'visible') {
      soon ??= setTimeout(() => void load(), Math.max(0, readAt + AT_MOST_EVERY_MS - Date.now()))
    }
  }

  watch(shop, () => {
    board.value = null
    void load()
  })
  watch([() => conversations.all, () => colleagues.colleagues, () => live.connected], loadSoon)
  onMounted(() => {
    void load()
    repeating = setInterval(loadSoon, AT_LEAST_EVERY_MS)
    document.addEventListener('visibilitychange', loadSoon)
  })
  onBeforeUnmount(() => {
    asked++
    clearTimeout(soon)
    clearInterval(repeating)
    document.removeEventListener('visibilitychange', loadSoon)
  })

  return { board, trouble, load }
}

import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import { useConversationStore } from '@/conversation/conversationStore'

/** A place is told with its conversation, and others move it: so it is read again, but not by each page at each step. */
const RENEW_AT_MOST_EVERY_MS = 5_000
/** Many pages hear of the same change. */
const SPREAD_MS = 1_000
/** What no conversation tells of: somebody is gone, a shop opens. */
const RENEW_EVERY_MS = 30_000

/** Keeps the places in the queue true while somebody waits for the server to assign them. */
export const useQueueStore = defineStore('queue', () => {
  const conversations = useConversationStore()
  const placed = computed(() => conversations.waiting.filter(({ open, assignee, queue }) => open && assignee === null && (queue?.reason ?? 'manual') !== 'manual'))
  const members = computed(() => placed.value.map(({ id }) => id).sort().join(' '))
  let stopWatching: () => void = () => undefined
  let repeating: ReturnType<typeof setInterval> | undefined
  let soon: ReturnType<typeof setTimeout> | undefined
  let renewedAt = 0

  function start(): void {
    stop()
    stopWatching = watch(members, renewSoon)
    repeating = setInterval(renewSoon, RENEW_EVERY_MS)
  }

  function stop(): void {
    stopWatching()
    clearInterval(repeating)
    clearTimeout(soon)
    soon = undefined
  }

  function renewSoon(): void {
    if (placed.value.length > 0) {
      soon ??= setTimeout(() => void renew(), Math.max(0, renewedAt + RENEW_AT_MOST_EVERY_MS - Date.now()) + Math.random() * SPREAD_MS)
    }
  }

  async function renew(): Promise<void> {
    soon = undefined
    renewedAt = Date.now()
    await conversations.loadQueue()
  }

  return { start, stop, renewSoon }
})

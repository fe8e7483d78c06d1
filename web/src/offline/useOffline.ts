import { onBeforeUnmount, onMounted, watch } from 'vue'
import { useRouter } from 'vue-router'
import { safeNext } from '@/router'
import { useConversationStore } from '@/conversation/conversationStore'
import { useLiveStore } from '@/live/liveStore'
import { useSessionStore } from '@/session/sessionStore'
import { useServerClock } from '@/shared/serverClock'
import { useShopStore } from '@/shop/shopStore'
import { keepLastState, stateOf } from './lastState'
import { keepShell, renewShell, whenNewerShell, whenNoticeTapped } from './shell'

/** Customers write in bursts; what is kept need not follow each word. */
const KEEP_AFTER_MS = 2_000

/** Sees to it that the desk can be opened where there is no line, and that an open one learns of a newer build. */
export function useOffline(): void {
  const router = useRouter()
  const conversations = useConversationStore()
  const live = useLiveStore()
  const session = useSessionStore()
  const shops = useShopStore()
  const clock = useServerClock()
  let soon: ReturnType<typeof setTimeout> | undefined
  let unhear: (() => void)[] = []

  /** Only what is known to be so: without a line the list stands still, and its time with it. */
  function keep(): void {
    clearTimeout(soon)
    soon = undefined
    const username = session.user?.username
    if (username !== undefined && conversations.waitingKnown && live.connected) {
      keepLastState(username, stateOf(conversations.waiting, username, shops.nameOf, clock.now))
    }
  }

  function keepWhenLeft(): void {
    if (document.visibilityState === 'hidden') {
      keep()
    }
  }

  watch(
    () => [conversations.waiting, conversations.waitingKnown, live.connected, shops.shops],
    () => {
      soon ??= setTimeout(keep, KEEP_AFTER_MS)
    },
  )
  // A line that comes back may be a newer server's.
  watch(
    () => live.connected,
    (connected, before) => {
      if (connected && before === false) {
        void renewShell()
      }
    },
  )

  onMounted(() => {
    unhear = [whenNewerShell(live.tellNewVersion), whenNoticeTapped((path) => void router.push(safeNext(path)))]
    void keepShell()
    document.addEventListener('visibilitychange', keepWhenLeft)
  })
  onBeforeUnmount(() => {
    clearTimeout(soon)
    unhear.forEach((stop) => stop())
    document.removeEventListener('visibilitychange', keepWhenLeft)
  })
}

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Conversation, LastMessage } from '@/conversation/conversation'
import { useConversationStore } from '@/conversation/conversationStore'
import { useMessageStore } from '@/conversation/messageStore'
import { useReplyStore } from '@/reply/replyStore'
import { useSessionStore } from '@/session/sessionStore'
import { millisOf } from '@/shared/instant'
import { useServerClock } from '@/shared/serverClock'
import { browserClock, openBrowserSocket } from './browserSocket'
import { LiveConnection, type LinkState } from './LiveConnection'

/** A blink of the line is not worth a banner. */
const BANNER_AFTER_MS = 1_500
/** A list that could not be read is read again this much later. */
const RELOAD_AGAIN_MS = 3_000

export interface Arrival {
  conversation: Conversation
  message: LastMessage
}

/** Wires the live connection to what the page knows. */
export const useLiveStore = defineStore('live', () => {
  const conversations = useConversationStore()
  const messages = useMessageStore()
  const replies = useReplyStore()
  const session = useSessionStore()
  const clock = useServerClock()

  const link = shallowRef<LinkState>({ kind: 'stopped' })
  const bannerShown = ref(false)
  const newVersion = ref(false)
  /** The newest customer message that came live: for announcing. */
  const arrival = shallowRef<Arrival | null>(null)
  const connected = computed(() => link.value.kind === 'open')

  let firstVersion: string | null = null
  let openConversation: string | null = null
  let bannerTimer: ReturnType<typeof setTimeout> | undefined
  let reloadTimer: ReturnType<typeof setTimeout> | undefined

  const connection = new LiveConnection(openBrowserSocket, browserClock, Math.random, {
    stateChanged: (state) => {
      link.value = state
      showBannerSoon(state)
      if (state.kind === 'open') {
        replies.retryRecent()
      }
    },
    greeted: (version, now) => {
      clock.learn(millisOf(now), Date.now())
      firstVersion ??= version
      newVersion.value = version !== firstVersion
    },
    changed: (seq, changedConversations, changedMessages) => {
      const arrived = newArrival(changedConversations)
      conversations.apply(changedConversations, seq)
      messages.apply(changedMessages, seq)
      replies.forgetArrived(changedMessages)
      if (arrived !== null) {
        arrival.value = arrived
      }
    },
    reset: () => void readAgain(),
    refused: () => void session.check(),
    sessionEnded: () => session.end(),
  })

  function newArrival(changed: readonly Conversation[]): Arrival | null {
    for (const conversation of changed) {
      const message = conversation.lastMessage
      if (message?.direction === 'in' && conversation.unread > 0 && conversations.get(conversation.id)?.lastMessage?.id !== message.id) {
        return { conversation, message }
      }
    }
    return null
  }

  function showBannerSoon(state: LinkState): void {
    if (state.kind === 'open' || state.kind === 'stopped') {
      clearTimeout(bannerTimer)
      bannerTimer = undefined
      bannerShown.value = false
    } else {
      bannerTimer ??= setTimeout(() => {
        bannerShown.value = true
      }, BANNER_AFTER_MS)
    }
  }

  async function readAgain(): Promise<void> {
    clearTimeout(reloadTimer)
    const [seq] = await Promise.all([conversations.reload(), messages.reload(openConversation)])
    if (seq === null && conversations.state === 'failed') {
      reloadTimer = setTimeout(() => void readAgain(), RELOAD_AGAIN_MS)
    }
  }

  /** Reads the list and follows it from there on. */
  async function start(): Promise<void> {
    clearTimeout(reloadTimer)
    const seq = await conversations.load()
    if (seq !== null) {
      connection.start(seq)
    } else if (session.user !== null) {
      // Failed, or overtaken by another reading, whose sequence nobody told us.
      reloadTimer = setTimeout(() => void start(), RELOAD_AGAIN_MS)
    }
  }

  function stop(): void {
    clearTimeout(reloadTimer)
    connection.stop()
  }

  function wake(): void {
    connection.wake()
  }

  function opened(conversationId: string | null): void {
    openConversation = conversationId
  }

  return { link, connected, bannerShown, newVersion, arrival, start, stop, wake, opened }
})

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Conversation, LastMessage } from '@/conversation/conversation'
import { useConversationStore } from '@/conversation/conversationStore'
import { useMessageStore } from '@/conversation/messageStore'
import { useReplyStore } from '@/reply/replyStore'
import { useSessionStore } from '@/session/sessionStore'
import { millisOf } from '@/shared/instant'
import { useServerClock } from '@/shared/serverClock'
import { t } from '@/shared/i18n/i18n'
import { toast } from '@/shared/toast'
import { lookAt } from '@/notice/lookedAt'
import { useNoticeStore } from '@/notice/noticeStore'
import { usePresenceStore } from '@/staff/presenceStore'
import { browserClock } from './browserSocket'
import { type Changes, LiveConnection, type LinkState } from './LiveConnection'
import { onePerDraw } from './onePerDraw'
import { tabLine } from './tabLine'

/** A blink of the line is not worth a banner. */
const BANNER_AFTER_MS = 1_500
/** After an outage many desks are told at once to read everything again; not all do at the same moment. */
const RESET_SPREAD_MS = 1_500
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
  const notices = useNoticeStore()
  const presence = usePresenceStore()

  const link = shallowRef<LinkState>({ kind: 'stopped' })
  const bannerShown = ref(false)
  const newVersion = ref(false)
  /** The newest customer message that came live: for announcing. */
  const arrival = shallowRef<Arrival | null>(null)
  const connected = computed(() => link.value.kind === 'open')

  let firstVersion: string | null = null
  let openConversation: string | null = null
  /** Who reads a resource again when the server says that it changed. */
  const topicReaders = new Map<string, () => Promise<void>>()
  let bannerTimer: ReturnType<typeof setTimeout> | undefined
  let reloadTimer: ReturnType<typeof setTimeout> | undefined

  const told = onePerDraw<Changes>((all) => all.forEach(take))
  const line = tabLine()
  const connection = new LiveConnection(line.open, browserClock, Math.random, {
    stateChanged: (state) => {
      link.value = state
      showBannerSoon(state)
      if (state.kind === 'open') {
        replies.retryRecent()
        presence.repeat()
      }
    },
    greeted: (version, now) => {
      clock.learn(millisOf(now), Date.now())
      firstVersion ??= version
      newVersion.value ||= version !== firstVersion
    },
    changed: (changes) => told.add(changes),
    present: presence.hear,
    reset: readAllSoon,
    refused: () => void session.check(),
    sessionEnded: () => session.end(),
    turnedAway: () => toast(t('live.turnedAway'), 'warning'),
  })

  function take({ seq, conversations: changed, messages: changedMessages, removed_messages: removed, removed_conversations: gone, topics }: Changes): void {
    const arrived = newArrival(changed)
    const before = changed.map((one) => conversations.get(one.id))
    conversations.apply(changed, seq)
    messages.apply(changedMessages, seq)
    messages.remove(removed)
    conversations.remove(gone ?? []) // An older server does not say it.
    replies.forgetArrived(changedMessages)
    if (arrived !== null) {
      arrival.value = arrived
    }
    changed.forEach((one, index) => notices.changed(before[index] ?? null, one, isLookedAt(one.id)))
    topics.forEach((topic) => void topicReaders.get(topic)?.())
  }

  function isLookedAt(conversationId: string): boolean {
    return conversationId === openConversation && document.visibilityState === 'visible' && document.hasFocus()
  }

  /** The other tabs are told what somebody looks at here. */
  function looked(): void {
    const seen = openConversation !== null && isLookedAt(openConversation) ? openConversation : null
    lookAt(seen)
    if (seen !== null) {
      notices.seen(seen)
    }
  }

  function newArrival(changed: readonly Conversation[]): Arrival | null {
    for (const conversation of changed) {
      const message = conversation.last_message
      if (message?.direction === 'in' && conversation.unread > 0 && conversations.get(conversation.id)?.last_message?.id !== message.id) {
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

  /** Also what is read as a whole: its changes were among those that are missing. */
  function readAllSoon(): void {
    clearTimeout(reloadTimer)
    reloadTimer = setTimeout(() => {
      void readAgain()
      topicReaders.forEach((read) => void read())
    }, Math.random() * RESET_SPREAD_MS)
  }

  async function readAgain(): Promise<void> {
    clearTimeout(reloadTimer)
    const [seq] = await Promise.all([conversations.reload(), messages.reload(openConversation)])
    void conversations.loadWaiting()
    void conversations.loadMine()
    if (seq === null && conversations.state === 'failed') {
      reloadTimer = setTimeout(() => void readAgain(), RELOAD_AGAIN_MS)
    }
  }

  /** Reads the list and follows it from there on. */
  async function start(): Promise<void> {
    clearTimeout(reloadTimer)
    const seq = await conversations.load()
    if (session.user === null) {
      return
    }
    if (seq !== null) {
      line.enter()
      connection.start(seq)
      void conversations.loadWaiting()
      void conversations.loadMine()
    } else {
      // Failed, or overtaken by another reading, whose sequence nobody told us.
      reloadTimer = setTimeout(() => void start(), RELOAD_AGAIN_MS)
    }
  }

  function stop(): void {
    clearTimeout(reloadTimer)
    told.clear()
    lookAt(null)
    connection.stop()
    line.leave()
    arrival.value = null
    openConversation = null
  }

  function wake(): void {
    connection.wake()
    replies.retryRecent() // A request can fail while the line holds.
  }

  function whenTopic(topic: string, read: () => Promise<void>): void {
    topicReaders.set(topic, read)
  }

  function tell(frame: unknown): void {
    connection.tell(frame)
  }

  /** Also a newer build of the same version. */
  function tellNewVersion(): void {
    newVersion.value = true
  }

  function opened(conversationId: string | null): void {
    openConversation = conversationId
    presence.look(conversationId)
    looked()
  }

  return { link, connected, bannerShown, newVersion, arrival, start, stop, wake, tell, whenTopic, tellNewVersion, opened, looked }
})

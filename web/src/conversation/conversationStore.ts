import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { keptChoice, NOTHING_KEPT, ofAccount } from '@/shared/kept'
import type { Conversation } from './conversation'
import { useSessionStore } from '@/session/sessionStore'
import { fetchConversation, fetchConversations, type ConversationPage, type ListOrder, type ListView } from './conversationApi'
import { isIn } from './listView'
import { SEQ_UNKNOWN } from './timeline'
import { byNewest, byWaiting } from './waitingOrder'

const ORDER_KEY = 'list.order'
const VIEW_KEY = 'list.view'
const VIEWS: readonly ListView[] = ['all', 'mine', 'queue', 'colleagues', 'closed']
/** Enough for every customer that can be waiting, or that one person can serve; more pages are another day's work. */
const WHOLE_PAGES_MAX = 20
const WHOLE_PER_PAGE = 1_000
/** Whoever stands further back needs no exact place. */
const PLACES_READ_MAX = 200
const ORDERS: readonly ListOrder[] = ['newest', 'waiting']

export type Loading = 'idle' | 'loading' | 'failed'

interface Known {
  conversation: Conversation
  seq: number
}

/** The conversations this page knows, newest reading of each, and how far the list has been read. */
export const useConversationStore = defineStore('conversation', () => {
  const session = useSessionStore()
  const known = shallowRef<ReadonlyMap<string, Known>>(new Map())
  const order = ref<ListOrder>('newest')
  const view = ref<ListView>('all')
  const shop = ref('')
  const state = ref<Loading>('idle')
  const loadedOnce = ref(false)
  /** Whether everybody who waits is known; until then nothing can be counted. */
  const waitingKnown = ref(false)
  const nextCursor = ref<string | null>(null)
  const mineKnown = ref(false)
  /** What this person has looked at and nobody serves: read here, up to that message, and unread for the others. */
  const glanced = new Map<string, { lastMessage: string; unread: number }>()
  /** Whose customers were erased while this page was open. */
  const gone = shallowRef<ReadonlySet<string>>(new Set())
  let reading = 0
  let keeper = NOTHING_KEPT

  const all = computed(() => Array.from(known.value.values(), ({ conversation }) => conversation))
  const ofShop = computed(() => all.value.filter((conversation) => shop.value === '' || conversation.shop === shop.value))
  /** A desk to which nobody has written yet has nothing to choose from. */
  const hasViews = computed(() => all.value.length > 0)
  const shownView = computed<ListView>(() => (hasViews.value ? view.value : 'all'))
  const sorted = computed(() => ofShop.value.filter((conversation) => isIn(conversation, shownView.value, session.user?.username ?? '')).sort(order.value === 'waiting' ? byWaiting : byNewest))
  /** What this person serves; how many that are, once all of them are known. */
  const own = computed(() => all.value.filter(isMine))
  const ownLoad = computed(() => (mineKnown.value ? own.value.length : null))
  const waiting = computed(() => all.value.filter((conversation) => conversation.waiting_since !== null))

  /** How this person last had the list. */
  function takeUp(username: string): void {
    keeper = ofAccount(username)
    order.value = keptChoice(keeper, ORDER_KEY, ORDERS, 'newest')
    view.value = keptChoice(keeper, VIEW_KEY, VIEWS, 'all')
  }

  function get(id: string): Conversation | null {
    return known.value.get(id)?.conversation ?? null
  }

  function isMine({ open, assignee }: Conversation): boolean {
    return open && assignee !== null && assignee.username === session.user?.username
  }

  function asGlancedAt(conversation: Conversation): Conversation {
    const { id, assignee, last_message, unread } = conversation
    const glance = glanced.get(id)
    if (glance === undefined || unread === 0 || assignee !== null || glance.lastMessage !== last_message?.id) {
      return conversation
    }
    glance.unread = unread
    return { ...conversation, unread: 0 }
  }

  /** Looking at a customer whom nobody serves clears the figure on this screen only. */
  function glanceAt(id: string): void {
    const entry = known.value.get(id)
    if (entry?.conversation.last_message !== null && entry !== undefined) {
      glanced.set(id, { lastMessage: entry.conversation.last_message.id, unread: 0 })
      apply([entry.conversation], entry.seq)
    }
  }

  /** To the server it was unread all the time, so it has nothing to tell of it. */
  function forgetGlance(id: string): void {
    const glance = glanced.get(id)
    const entry = known.value.get(id)
    glanced.delete(id)
    if (glance !== undefined && entry?.conversation.unread === 0 && entry.conversation.last_message?.id === glance.lastMessage) {
      apply([{ ...entry.conversation, unread: glance.unread }], entry.seq)
    }
  }

  function apply(conversations: readonly Conversation[], seq: number): void {
    if (conversations.length === 0) {
      return
    }
    const next = new Map(known.value)
    for (const conversation of conversations) {
      const before = next.get(conversation.id)
      if (before === undefined || before.seq <= seq) {
        next.set(conversation.id, { conversation: asGlancedAt(conversation), seq })
      }
    }
    known.value = next
  }

  /** They are there no more, for anybody. */
  function remove(ids: readonly string[]): void {
    if (ids.length === 0) {
      return
    }
    const next = new Map(known.value)
    ids.forEach((id) => next.delete(id))
    known.value = next
    gone.value = new Set([...gone.value, ...ids])
  }

  /** Reads the list from its beginning; gives the sequence it was read at, or null when it could not be read. */
  async function load(): Promise<number | null> {
    const mine = ++reading
    state.value = 'loading'
    const reply = await fetchConversations({ shop: shop.value, order: order.value, view: view.value, cursor: null })
    if (mine !== reading) {
      return null // The order or the shop changed meanwhile; a newer reading is on its way.
    }
    if (reply.kind !== 'ok') {
      state.value = 'failed'
      return null
    }
    apply(reply.value.conversations, reply.value.seq)
    nextCursor.value = reply.value.next_cursor
    state.value = 'idle'
    loadedOnce.value = true
    return reply.value.seq
  }

  /** Reads the next page; gives the ids it brought. */
  async function loadMore(): Promise<string[]> {
    if (state.value === 'loading' || nextCursor.value === null) {
      return []
    }
    const mine = ++reading
    state.value = 'loading'
    const reply = await fetchConversations({ shop: shop.value, order: order.value, view: view.value, cursor: nextCursor.value })
    if (mine !== reading) {
      return []
    }
    if (reply.kind !== 'ok') {
      state.value = 'failed'
      return []
    }
    apply(reply.value.conversations, reply.value.seq)
    nextCursor.value = reply.value.next_cursor
    state.value = 'idle'
    return reply.value.conversations.map((conversation) => conversation.id)
  }

  /** Whoever waits is known, wherever the list stands: alarms and figures must not depend on how far somebody scrolled. */
  async function loadWaiting(): Promise<void> {
    waitingKnown.value = (await loadAll('waiting', 'all', (conversation) => conversation.waiting_since !== null)) || waitingKnown.value
  }

  /** Whom this person serves is known in full: the figure of it follows what comes live, with no second count beside it. */
  async function loadMine(): Promise<void> {
    mineKnown.value = (await loadAll('newest', 'mine', isMine)) || mineKnown.value
  }

  /** Who waits for somebody to serve them, with their places in the queue as they are now. */
  async function loadQueue(): Promise<void> {
    const reply = await fetchConversations({ shop: '', order: 'waiting', view: 'queue', cursor: null, limit: PLACES_READ_MAX })
    if (reply.kind === 'ok') {
      apply(reply.value.conversations, reply.value.seq)
    }
  }

  /** Page after page until one holds something else, or the most that are read; false when one could not be read. */
  async function loadAll(order: ListOrder, view: ListView, wanted: (conversation: Conversation) => boolean): Promise<boolean> {
    let cursor: string | null = null
    const found: ConversationPage[] = []
    for (let page = 0; page < WHOLE_PAGES_MAX; page++) {
      const reply = await fetchConversations({ shop: '', order, view, cursor, limit: WHOLE_PER_PAGE })
      if (reply.kind !== 'ok') {
        return false
      }
      const { conversations, next_cursor: next } = reply.value
      found.push(reply.value)
      cursor = next
      if (next === null || !conversations.every(wanted)) {
        break
      }
    }
    // All at once: figures that grow page by page are wrong until the last of them.
    found.forEach(({ conversations, seq }) => apply(conversations, seq))
    return true
  }

  /** After a reset nothing known before may be believed, so it gives way to whatever the list now says. */
  async function reload(): Promise<number | null> {
    known.value = new Map(Array.from(known.value, ([id, { conversation }]) => [id, { conversation, seq: SEQ_UNKNOWN }]))
    return load()
  }

  /** Makes sure one conversation is known, for an address opened directly. */
  async function ensure(id: string): Promise<'known' | 'missing' | 'failed'> {
    if (known.value.has(id)) {
      return 'known'
    }
    const reply = await fetchConversation(id)
    if (reply.kind === 'ok') {
      if (!known.value.has(id)) {
        apply([reply.value], SEQ_UNKNOWN)
      }
      return 'known'
    }
    return reply.kind === 'refused' ? 'missing' : 'failed'
  }

  /** What was just told to the server, shown before it comes back. */
  function showAsRead(id: string): void {
    const entry = known.value.get(id)
    if (entry !== undefined) {
      apply([{ ...entry.conversation, unread: 0 }], entry.seq)
    }
  }

  /**
   * Shows `now` in the place of `before`: what was just done here, or the server's answer to it. Such an answer
   * names no sequence, and what came live since is newer than it or soon followed by what is: then this shows nothing.
   */
  function showMeanwhile(before: Conversation, now: Conversation): void {
    const entry = known.value.get(before.id)
    if (entry?.conversation === before) {
      apply([now], entry.seq)
    }
  }

  async function lookAt(chosen: ListView): Promise<void> {
    view.value = chosen
    keeper.write(VIEW_KEY, chosen)
    await load()
  }

  async function orderBy(chosen: ListOrder): Promise<void> {
    order.value = chosen
    keeper.write(ORDER_KEY, chosen)
    await load()
  }

  async function showShop(id: string): Promise<void> {
    shop.value = id
    await load()
  }

  function clear(): void {
    reading++
    known.value = new Map()
    gone.value = new Set()
    glanced.clear()
    mineKnown.value = false
    nextCursor.value = null
    loadedOnce.value = false
    waitingKnown.value = false
    state.value = 'idle'
  }

  return {
    order, view, shownView, hasViews, shop, state, loadedOnce, waitingKnown, nextCursor, all, ofShop, sorted, waiting, own, ownLoad,
    loadWaiting, loadMine, loadQueue, glanceAt, forgetGlance, showMeanwhile, lookAt, get, apply, remove, gone, load, loadMore, reload, ensure, showAsRead, orderBy, showShop, takeUp, clear,
  }
})

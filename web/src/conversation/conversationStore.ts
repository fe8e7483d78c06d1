import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { keptChoice, kept } from '@/shared/kept'
import type { Conversation } from './conversation'
import { useSessionStore } from '@/session/sessionStore'
import { fetchConversation, fetchConversations, type ListOrder, type ListView } from './conversationApi'
import { isIn } from './listView'
import { SEQ_UNKNOWN } from './timeline'
import { byNewest, byWaiting } from './waitingOrder'

const ORDER_KEY = 'list.order'
const VIEW_KEY = 'list.view'
const VIEWS: readonly ListView[] = ['all', 'mine', 'queue', 'colleagues', 'closed']
/** Enough for every customer that can be waiting; more pages are another day's work. */
const WAITING_PAGES_MAX = 20
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
  const order = ref<ListOrder>(keptChoice(ORDER_KEY, ORDERS, 'newest'))
  const view = ref<ListView>(keptChoice(VIEW_KEY, VIEWS, 'all'))
  const shop = ref('')
  const state = ref<Loading>('idle')
  const loadedOnce = ref(false)
  const nextCursor = ref<string | null>(null)
  let reading = 0

  const all = computed(() => Array.from(known.value.values(), ({ conversation }) => conversation))
  const ofShop = computed(() => all.value.filter((conversation) => shop.value === '' || conversation.shop === shop.value))
  /** Whether the server knows of assignment; before the first conversation nobody can tell. */
  const hasViews = computed(() => all.value.some((conversation) => conversation.care !== null))
  const shownView = computed<ListView>(() => (hasViews.value ? view.value : 'all'))
  const sorted = computed(() => ofShop.value.filter((conversation) => isIn(conversation, shownView.value, session.user?.username ?? '')).sort(order.value === 'waiting' ? byWaiting : byNewest))
  const waiting = computed(() => all.value.filter((conversation) => conversation.waitingSince !== null))

  function get(id: string): Conversation | null {
    return known.value.get(id)?.conversation ?? null
  }

  function apply(conversations: readonly Conversation[], seq: number): void {
    if (conversations.length === 0) {
      return
    }
    const next = new Map(known.value)
    for (const conversation of conversations) {
      const before = next.get(conversation.id)
      if (before === undefined || before.seq <= seq) {
        next.set(conversation.id, { conversation, seq })
      }
    }
    known.value = next
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
    let cursor: string | null = null
    for (let page = 0; page < WAITING_PAGES_MAX; page++) {
      const reply = await fetchConversations({ shop: '', order: 'waiting', view: 'all', cursor })
      if (reply.kind !== 'ok') {
        return
      }
      const { conversations, seq, nextCursor: next } = reply.value
      apply(conversations, seq)
      if (next === null || conversations.some((conversation) => conversation.waitingSince === null)) {
        return
      }
      cursor = next
    }
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
      if (reply.value === null) {
        return 'missing'
      }
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
    kept.write(VIEW_KEY, chosen)
    await load()
  }

  async function orderBy(chosen: ListOrder): Promise<void> {
    order.value = chosen
    kept.write(ORDER_KEY, chosen)
    await load()
  }

  async function showShop(id: string): Promise<void> {
    shop.value = id
    await load()
  }

  function clear(): void {
    reading++
    known.value = new Map()
    nextCursor.value = null
    loadedOnce.value = false
    state.value = 'idle'
  }

  return {
    order, view, shownView, hasViews, shop, state, loadedOnce, nextCursor, all, ofShop, sorted, waiting,
    loadWaiting, showMeanwhile, lookAt, get, apply, load, loadMore, reload, ensure, showAsRead, orderBy, showShop, clear,
  }
})

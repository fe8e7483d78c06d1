import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { compareInstants } from '@/shared/instant'
import { keptChoice, kept } from '@/shared/kept'
import type { Conversation } from './conversation'
import { fetchConversation, fetchConversations, type ListOrder } from './conversationApi'
import { SEQ_UNKNOWN } from './timeline'

const ORDER_KEY = 'list.order'
const ORDERS: readonly ListOrder[] = ['newest', 'waiting']

export type Loading = 'idle' | 'loading' | 'failed'

interface Known {
  conversation: Conversation
  seq: number
}

/** The conversations this page knows, newest reading of each, and how far the list has been read. */
export const useConversationStore = defineStore('conversation', () => {
  const known = shallowRef<ReadonlyMap<string, Known>>(new Map())
  const order = ref<ListOrder>(keptChoice(ORDER_KEY, ORDERS, 'newest'))
  const shop = ref('')
  const state = ref<Loading>('idle')
  const loadedOnce = ref(false)
  const nextCursor = ref<string | null>(null)
  let reading = 0

  const sorted = computed(() =>
    Array.from(known.value.values(), ({ conversation }) => conversation)
      .filter((conversation) => shop.value === '' || conversation.shop === shop.value)
      .sort(order.value === 'waiting' ? byWaiting : byNewest),
  )
  const unreadTotal = computed(() => {
    let total = 0
    for (const { conversation } of known.value.values()) {
      total += conversation.unread
    }
    return total
  })

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
    const reply = await fetchConversations({ shop: shop.value, order: order.value, cursor: null })
    if (mine !== reading) {
      return null // The order or the shop changed meanwhile; a newer reading is on its way.
    }
    if (reply.kind !== 'ok') {
      state.value = 'failed'
      return null
    }
    apply(reply.value.conversations, reply.value.seq)
    nextCursor.value = reply.value.nextCursor
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
    const reply = await fetchConversations({ shop: shop.value, order: order.value, cursor: nextCursor.value })
    if (mine !== reading) {
      return []
    }
    if (reply.kind !== 'ok') {
      state.value = 'failed'
      return []
    }
    apply(reply.value.conversations, reply.value.seq)
    nextCursor.value = reply.value.nextCursor
    state.value = 'idle'
    return reply.value.conversations.map((conversation) => conversation.id)
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
    order, shop, state, loadedOnce, nextCursor, sorted, unreadTotal,
    get, apply, load, loadMore, reload, ensure, showAsRead, orderBy, showShop, clear,
  }
})

export function byNewest(a: Conversation, b: Conversation): number {
  return latest(b, a) || ids(a, b)
}

/** Longest waiting first, then those not waiting by newest. */
export function byWaiting(a: Conversation, b: Conversation): number {
  if (a.waitingSince !== null && b.waitingSince !== null) {
    return compareInstants(a.waitingSince, b.waitingSince) || byNewest(a, b)
  }
  if (a.waitingSince === null && b.waitingSince === null) {
    return byNewest(a, b)
  }
  return a.waitingSince === null ? 1 : -1
}

function latest(a: Conversation, b: Conversation): number {
  if (a.lastMessageAt === null || b.lastMessageAt === null) {
    return Number(a.lastMessageAt !== null) - Number(b.lastMessageAt !== null)
  }
  return compareInstants(a.lastMessageAt, b.lastMessageAt)
}

function ids(a: Conversation, b: Conversation): number {
  return a.id < b.id ? 1 : -1
}

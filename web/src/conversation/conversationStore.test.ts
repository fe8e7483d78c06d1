import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, watch } from 'vue'
import { conversation } from '@/testing/fixtures'
import { useConversationStore } from './conversationStore'
import { byNewest, byWaiting } from './waitingOrder'

const minute = (n: number) => `2026-11-23T08:${String(n).padStart(2, '0')}:00Z`

beforeEach(() => {
  setActivePinia(createPinia())
  localStorage.clear()
})

function answers(...bodies: unknown[]): void {
  const queue = [...bodies]
  vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify(queue.shift()), { status: 200 })))
}

describe('the order', () => {
  it('by newest puts the last message first, to the microsecond', () => {
    const list = [
      conversation({ id: 'a', last_message_at: '2026-11-23T08:00:00.000001Z' }),
      conversation({ id: 'b', last_message_at: '2026-11-23T08:00:00.000002Z' }),
      conversation({ id: 'c', last_message_at: '2026-11-23T08:00:00Z' }),
    ]
    expect(list.sort(byNewest).map((one) => one.id)).toEqual(['b', 'a', 'c'])
  })

  it('by waiting puts the longest first, then those not waiting by newest', () => {
    const list = [
      conversation({ id: 'rested', last_message_at: minute(9) }),
      conversation({ id: 'short', waiting_since: minute(8) }),
      conversation({ id: 'old', last_message_at: minute(1) }),
      conversation({ id: 'long', waiting_since: minute(2) }),
    ]
    expect(list.sort(byWaiting).map((one) => one.id)).toEqual(['long', 'short', 'rested', 'old'])
  })
})

describe('the conversations', () => {
  it('keep the newest reading of each', () => {
    const store = useConversationStore()
    store.apply([conversation({ id: '7', unread: 2 })], 20)
    store.apply([conversation({ id: '7', unread: 1 })], 19)
    expect(store.get('7')?.unread).toBe(2)
    store.apply([conversation({ id: '7', unread: 3 })], 20)
    expect(store.get('7')?.unread).toBe(3)
  })

  it('are read page by page', async () => {
    const store = useConversationStore()
    answers({ conversations: [conversation({ id: '1' })], next_cursor: 'n', seq: 5 }, { conversations: [conversation({ id: '2' })], next_cursor: null, seq: 6 })
    expect(await store.load()).toBe(5)
    expect(await store.loadMore()).toEqual(['2'])
    expect(await store.loadMore()).toEqual([])
    expect(store.sorted.map((one) => one.id).sort()).toEqual(['1', '2'])
  })

  it('that wait are counted when all of them are known, and never page by page', async () => {
    const store = useConversationStore()
    const page = (from: number, next: string | null) => ({
      conversations: Array.from({ length: 1_000 }, (_, index) => conversation({ id: String(from + index), waiting_since: minute(1) })), next_cursor: next, seq: 5,
    })
    answers(page(0, 'a'), page(1_000, 'b'), { conversations: [conversation({ id: '9000', waiting_since: minute(2) }), conversation({ id: '9001' })], next_cursor: 'c', seq: 7 })
    const shown = new Set<number>()
    const stop = watch(() => store.waiting.length, (count) => shown.add(count))
    await store.loadWaiting()
    await nextTick()
    stop()
    expect(store.waitingKnown).toBe(true)
    expect([...shown]).toEqual([2_001])
  })

  it('say when they cannot be read, and keep what is known', async () => {
    const store = useConversationStore()
    store.apply([conversation({ id: '7' })], 1)
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('offline'))))
    expect(await store.load()).toBeNull()
    expect(store.state).toBe('failed')
    expect(store.sorted).toHaveLength(1)
  })

  it('believe the list after a reset although its sequence is lower', async () => {
    const store = useConversationStore()
    store.apply([conversation({ id: '7', unread: 9 })], 500)
    answers({ conversations: [conversation({ id: '7', unread: 1 })], next_cursor: null, seq: 3 })
    await store.reload()
    expect(store.get('7')?.unread).toBe(1)
  })

  it('show as read what was just read', () => {
    const store = useConversationStore()
    store.apply([conversation({ id: '1', unread: 2 })], 1)
    store.showAsRead('1')
    expect(store.get('1')?.unread).toBe(0)
  })

  it('that nobody serves are read on this screen by a look, until that is taken back', () => {
    const store = useConversationStore()
    const last_message = { id: '9', direction: 'in' as const, type: 'text' as const, preview: '在吗', state: null, by: null }
    store.apply([conversation({ id: '7', unread: 2, assignee: null, last_message })], 20)
    store.glanceAt('7')
    expect(store.get('7')?.unread).toBe(0)
    store.apply([conversation({ id: '7', unread: 3, assignee: null, last_message })], 21)
    expect(store.get('7')?.unread).toBe(0)
    store.forgetGlance('7')
    expect(store.get('7')?.unread).toBe(3)
    store.forgetGlance('7')
    expect(store.get('7')?.unread).toBe(3)
  })

  it('show the answer to what was done here unless something came live since', () => {
    const store = useConversationStore()
    const asked = conversation({ id: '1', starred: false })
    const answer = { ...asked, starred: true }
    store.apply([asked], 1)
    store.showMeanwhile(asked, answer)
    expect(store.get('1')?.starred).toBe(true)

    store.apply([{ ...asked, unread: 1 }], 2)
    store.showMeanwhile(asked, answer)
    expect(store.get('1')).toMatchObject({ starred: false, unread: 1 })
  })

  it('remember the order chosen, for the person who chose it', async () => {
    answers({ conversations: [], next_cursor: null, seq: 1 })
    useConversationStore().takeUp('li.wei')
    await useConversationStore().orderBy('waiting')
    setActivePinia(createPinia())
    useConversationStore().takeUp('li')
    expect(useConversationStore().order).toBe('newest')
    useConversationStore().takeUp('li.wei')
    expect(useConversationStore().order).toBe('waiting')
  })
})

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { message } from '@/testing/fixtures'
import { settled } from '@/testing/settled'
import { useMessageStore } from './messageStore'

beforeEach(() => setActivePinia(createPinia()))

/** A server whose answer to the next request is given when the test wants. */
function server() {
  const open: ((body: unknown) => void)[] = []
  vi.stubGlobal('fetch', vi.fn(() => new Promise<Response>((resolve) => open.push((body) => resolve(new Response(JSON.stringify(body)))))))
  return async (body: unknown) => {
    open.shift()?.(body)
    await settled()
  }
}

/** The conversation with its newest message, and more before it. */
async function openAtNewest() {
  const answer = server()
  const store = useMessageStore()
  const opening = store.open('7')
  await answer({ messages: [message({ id: '90' })], has_more: true, seq: 1 })
  await opening
  return { answer, store }
}

const shown = () => useMessageStore().timeline('7').messages.map((one) => `${one.id}${one.state === null ? '' : ` ${one.state}`}`)

describe('the messages', () => {
  it('that arrive while the first page is on its way are not lost', async () => {
    const answer = server()
    const store = useMessageStore()
    const opening = store.open('7')
    store.apply([message({ id: '3' })], 11)
    await answer({ messages: [message({ id: '1' }), message({ id: '2' })], has_more: false, seq: 10 })
    await opening
    expect(shown()).toEqual(['1', '2', '3'])
  })

  it('of a conversation nobody opened are left to its page', () => {
    const store = useMessageStore()
    store.apply([message({ id: '3', conversation_id: '9' })], 11)
    expect(store.timeline('9').messages).toEqual([])
  })

  it('posted are shown at once, but never over a newer state', async () => {
    const answer = server()
    const store = useMessageStore()
    const opening = store.open('7')
    await answer({ messages: [], has_more: false, seq: 10 })
    await opening
    store.apply([message({ id: '5', direction: 'out', state: 'accepted' })], 12)
    store.accept(message({ id: '5', direction: 'out', state: 'queued' }))
    store.accept(message({ id: '6', direction: 'out', state: 'queued' }))
    expect(shown()).toEqual(['5 accepted', '6 queued'])
    store.apply([message({ id: '6', direction: 'out', state: 'sending' })], 13)
    expect(shown()).toEqual(['5 accepted', '6 sending'])
  })

  it('are read again after a reset, and what comes meanwhile is kept', async () => {
    const answer = server()
    const store = useMessageStore()
    const opening = store.open('7')
    await answer({ messages: [message({ id: '1' }), message({ id: '2' })], has_more: false, seq: 900 })
    await opening
    const reloading = store.reload('7')
    store.apply([message({ id: '4' })], 41)
    await answer({ messages: [message({ id: '1' }), message({ id: '3' })], has_more: false, seq: 40 })
    await reloading
    expect(shown()).toEqual(['1', '3', '4'])
  })

  it('older than the oldest are put before it', async () => {
    const answer = server()
    const store = useMessageStore()
    const opening = store.open('7')
    await answer({ messages: [message({ id: '5' })], has_more: true, seq: 1 })
    await opening
    const loading = store.loadOlder('7')
    expect(vi.mocked(fetch).mock.calls[1]?.[0]).toContain('before=5')
    await answer({ messages: [message({ id: '4' })], has_more: false, seq: 1 })
    await loading
    expect(shown()).toEqual(['4', '5'])
  })

  it('around one that was looked for take the place of what was known, however far back', async () => {
    const { answer, store } = await openAtNewest()
    const older = store.loadOlder('7')
    const reaching = store.reach('7', '20')
    expect(vi.mocked(fetch).mock.calls[2]?.[0]).toContain('around=20')
    await answer({ messages: [message({ id: '89' })], has_more: true, has_newer: true, seq: 1 })
    await answer({ messages: [message({ id: '19' }), message({ id: '20' }), message({ id: '21' })], has_more: true, has_newer: true, seq: 2 })
    await older
    expect(await reaching).toBe(true)
    expect(shown()).toEqual(['19', '20', '21'])

    const newer = store.loadNewer('7')
    expect(vi.mocked(fetch).mock.calls[3]?.[0]).toContain('after=21')
    await answer({ messages: [message({ id: '22' })], has_more: true, has_newer: true, seq: 3 })
    await newer
    expect(shown()).toEqual(['19', '20', '21', '22'])

    const back = store.open('7')
    expect(shown()).toEqual([])
    store.apply([message({ id: '91' })], 5)
    await answer({ messages: [message({ id: '90' })], has_more: true, seq: 4 })
    await back
    expect(shown()).toEqual(['90', '91'])
  })

  it('that cannot be loaded say so on their own side', async () => {
    const { answer, store } = await openAtNewest()
    const reaching = store.reach('7', '20')
    await answer({ messages: [message({ id: '20' })], has_more: true, has_newer: true, seq: 2 })
    await reaching
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('offline'))))
    await store.loadNewer('7')
    expect([store.loadingOfSide('7', 'before'), store.loadingOfSide('7', 'after')]).toEqual(['idle', 'failed'])
    await store.loadOlder('7')
    expect([store.loadingOfSide('7', 'before'), store.loadingOfSide('7', 'after')]).toEqual(['failed', 'idle'])
  })

  it('that nobody can find say so and leave what is shown', async () => {
    const { answer, store } = await openAtNewest()
    const reaching = store.reach('7', '20')
    await answer({ messages: [], has_more: false, seq: 1 })
    expect(await reaching).toBe(false)
    expect(shown()).toEqual(['90'])
  })

  it('of the twenty conversations used last stay in memory', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify({ messages: [], has_more: false, seq: 1 }))))
    const store = useMessageStore()
    for (let id = 1; id <= 25; id++) {
      await store.open(String(id))
    }
    expect(store.timeline('5').loaded).toBe(false)
    expect(store.timeline('6').loaded).toBe(true)
  })
})

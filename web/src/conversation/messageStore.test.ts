import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { message, messageJson } from '@/testing/fixtures'
import { useMessageStore } from './messageStore'

beforeEach(() => setActivePinia(createPinia()))

/** A server whose answer to the next request is given when the test wants. */
function server() {
  const open: ((body: unknown) => void)[] = []
  vi.stubGlobal('fetch', vi.fn(() => new Promise<Response>((resolve) => open.push((body) => resolve(new Response(JSON.stringify(body)))))))
  return async (body: unknown) => {
    open.shift()?.(body)
    await new Promise((resolve) => setTimeout(resolve))
  }
}

const shown = () => useMessageStore().timeline('7').messages.map((one) => `${one.id}${one.state === null ? '' : ` ${one.state}`}`)

describe('the messages', () => {
  it('that arrive while the first page is on its way are not lost', async () => {
    const answer = server()
    const store = useMessageStore()
    const opening = store.open('7')
    store.apply([message({ id: '3' })], 11)
    await answer({ messages: [messageJson('1'), messageJson('2')], has_more: false, seq: 10 })
    await opening
    expect(shown()).toEqual(['1', '2', '3'])
  })

  it('of a conversation nobody opened are left to its page', () => {
    const store = useMessageStore()
    store.apply([message({ id: '3', conversationId: '9' })], 11)
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
    await answer({ messages: [messageJson('1'), messageJson('2')], has_more: false, seq: 900 })
    await opening
    const reloading = store.reload('7')
    store.apply([message({ id: '4' })], 41)
    await answer({ messages: [messageJson('1'), messageJson('3')], has_more: false, seq: 40 })
    await reloading
    expect(shown()).toEqual(['1', '3', '4'])
  })

  it('older than the oldest are put before it', async () => {
    const answer = server()
    const store = useMessageStore()
    const opening = store.open('7')
    await answer({ messages: [messageJson('5')], has_more: true, seq: 1 })
    await opening
    const loading = store.loadOlder('7')
    expect(vi.mocked(fetch).mock.calls[1]?.[0]).toContain('before=5')
    await answer({ messages: [messageJson('4')], has_more: false, seq: 1 })
    await loading
    expect(shown()).toEqual(['4', '5'])
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

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { message, messageJson } from '@/testing/fixtures'
import { textOf, textOut } from './outgoing'
import { useReplyStore } from './replyStore'

interface Posted {
  client_id: string
  anyway?: boolean
  text: { content: string }
}

let posted: Posted[]
let answer: (post: Posted) => Response

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
  posted = []
  answer = (post) => new Response(JSON.stringify(messageJson('50', { client_id: post.client_id, direction: 'out', state: 'queued' })), { status: 202 })
  vi.stubGlobal('fetch', vi.fn(async (_path: string, request: RequestInit) => {
    const post = JSON.parse(String(request.body ?? '{"text":{}}')) as Posted
    posted.push(post)
    return answer(post)
  }))
})

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))
const phases = () => useReplyStore().of('7').map((one) => `${textOf(one.outgoing.body)} ${one.phase.kind}`)
const texts = () => posted.map((post) => post.text.content)

function offline(): void {
  answer = () => {
    throw new TypeError('offline')
  }
}

describe('an answer', () => {
  it('is shown before the server has it, and forgotten once it has', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    store.send('7', textOut('在的'))
    expect(phases()).toEqual(['在的 posting'])
    await settled()
    expect(phases()).toEqual([])
    expect(localStorage).toHaveLength(0)
  })

  it('that cannot be sent is repeated under the same client id', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    const online = answer
    offline()
    store.send('7', textOut('在的'))
    await settled()
    expect(phases()).toEqual(['在的 unreachable'])
    answer = online
    store.retry(store.of('7')[0]?.clientId ?? '')
    await settled()
    expect(phases()).toEqual([])
    expect(posted[1]?.client_id).toBe(posted[0]?.client_id)
  })

  it('survives a reload, for the person who wrote it', async () => {
    offline()
    const store = useReplyStore()
    store.takeUp('lin')
    store.send('7', textOut('在的'))
    await settled()
    setActivePinia(createPinia())
    useReplyStore().takeUp('wang')
    expect(phases()).toEqual([])
    useReplyStore().takeUp('lin')
    expect(phases()).toEqual(['在的 unreachable'])
  })

  it('does not overtake the one before it', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    const online = answer
    offline()
    store.send('7', textOut('一'))
    store.send('7', textOut('二'))
    await settled()
    expect(texts()).toEqual(['一'])
    answer = online
    store.retryRecent()
    await settled()
    expect(texts()).toEqual(['一', '一', '二'])
    expect(phases()).toEqual([])
  })

  it('does not wait for another customer’s', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    offline()
    store.send('7', textOut('一'))
    await settled()
    store.send('8', textOut('二'))
    expect(texts()).toEqual(['一', '二'])
  })

  it('joins the line before it while that can be taken back', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    const held = message({ id: '49', direction: 'out', state: 'queued', body: { type: 'text', content: '在的' } })
    const asked = vi.mocked(fetch)
    await store.sendText('7', '请讲', held)
    await settled()
    expect(asked.mock.calls.map(([path]) => String(path).split('/').at(-1))).toEqual(['undo', 'messages'])
    expect(texts().at(-1)).toBe('在的\n请讲')
  })

  it('goes alone when the line before it has left', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    answer = () => new Response(JSON.stringify({ reason: 'too_late' }), { status: 409 })
    const sending = store.sendText('7', '请讲', message({ id: '49', direction: 'out', body: { type: 'text', content: '在的' } }))
    expect(localStorage.getItem(localStorage.key(0) ?? '')).toContain('在的')
    await sending
    await settled()
    expect(texts().at(-1)).toBe('请讲')
  })

  it('a colleague’s answer has overtaken is held back, and goes when its writer says so', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    const online = answer
    answer = () => new Response(JSON.stringify({ reason: 'answered_meanwhile' }), { status: 409 })
    store.send('7', textOut('明天发'))
    await settled()
    expect(store.of('7')[0]?.phase).toMatchObject({ kind: 'refused', reason: 'answered_meanwhile' })
    answer = online
    store.sendAnyway(store.of('7')[0]?.clientId ?? '')
    await settled()
    expect(phases()).toEqual([])
    expect(posted.at(-1)).toMatchObject({ anyway: true, client_id: posted[0]?.client_id })
  })

  it('that is refused says why and is not repeated', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    answer = () => new Response(JSON.stringify({ reason: 'used_up', detail: '额度已用完' }), { status: 409 })
    store.send('7', textOut('在的'))
    await settled()
    expect(store.of('7')[0]?.phase).toEqual({ kind: 'refused', reason: 'used_up', detail: '额度已用完' })
    store.retryRecent()
    await settled()
    expect(texts()).toEqual(['在的'])
  })

  it('written long ago is not sent again unasked', async () => {
    localStorage.setItem(
      'xiaoer.unsent.lin.c1',
      JSON.stringify({ clientId: 'c1', conversationId: '7', content: '旧', createdAt: new Date(Date.now() - 3_600_000).toISOString(), refused: null }),
    )
    const store = useReplyStore()
    store.takeUp('lin')
    store.retryRecent()
    await settled()
    expect(texts()).toEqual([])
    store.retry('c1')
    await settled()
    expect(texts()).toEqual(['旧'])
  })

  it('that comes back live first is not shown twice', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    store.send('7', textOut('在的'))
    store.forgetArrived([message({ id: '50', client_id: store.of('7')[0]?.clientId ?? '' })])
    expect(phases()).toEqual([])
    await settled()
    expect(phases()).toEqual([])
  })

  it('is kept when the browser’s store is full', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const store = useReplyStore()
    store.takeUp('lin')
    store.send('7', textOut('在的'))
    expect(phases()).toEqual(['在的 posting'])
  })

  it('that was spoilt in the browser’s store is passed over', () => {
    localStorage.setItem('xiaoer.unsent.lin.c1', '{broken')
    const store = useReplyStore()
    store.takeUp('lin')
    expect(phases()).toEqual([])
  })
})

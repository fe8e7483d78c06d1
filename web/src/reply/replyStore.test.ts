import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { message, text } from '@/testing/fixtures'
import { settled } from '@/testing/settled'
import { textOf, textOut } from './outgoing'
import { ofAccount } from '@/shared/kept'
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
  answer = (post) => new Response(JSON.stringify(message({ id: '50', client_id: post.client_id, direction: 'out', state: 'queued' })), { status: 202 })
  vi.stubGlobal('fetch', vi.fn(async (_path: string, request: RequestInit) => {
    const post = JSON.parse(String(request.body ?? '{"text":{}}')) as Posted
    posted.push(post)
    return answer(post)
  }))
})

const phases = () => useReplyStore().of('7').map((one) => `${textOf(one.outgoing)} ${one.phase.kind}`)
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

  const held = message({ id: '49', direction: 'out', state: 'queued' }, text('在的'))

  it('takes the place of the line before it in one request', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    store.sendText('7', '请讲', held)
    await settled()
    expect(posted).toMatchObject([{ text: { content: '在的\n请讲' }, replaces: '49' }])
    expect(phases()).toEqual([])
  })

  it('goes alone when the line before it has left', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    const online = answer
    answer = (post) => ('replaces' in post ? new Response(JSON.stringify({ reason: 'replaced_has_left' }), { status: 409 }) : online(post))
    store.sendText('7', '请讲', held)
    await settled()
    expect(texts()).toEqual(['在的\n请讲', '请讲'])
    expect(phases()).toEqual([])
  })

  it('is not joined to the line before it when both together are too long', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    const long = '长'.repeat(681) // with the line before it and the line feed between them 2 050 bytes
    store.sendText('7', long, held)
    await settled()
    expect(posted).toHaveLength(1)
    expect(posted[0]).not.toHaveProperty('replaces')
    expect(texts()).toEqual([long])
  })

  it('that cannot take the place of the line before it leaves that one alone', async () => {
    const store = useReplyStore()
    store.takeUp('lin')
    answer = () => new Response(JSON.stringify({ reason: 'used_up' }), { status: 409 })
    store.sendText('7', '请讲', held)
    await settled()
    expect(phases()).toEqual(['请讲 refused'])
  })

  it('takes the place of the line before it also after a reload', async () => {
    offline()
    const store = useReplyStore()
    store.takeUp('lin')
    store.sendText('7', '请讲', held)
    await settled()
    setActivePinia(createPinia())
    useReplyStore().takeUp('lin')
    expect(useReplyStore().of('7')[0]).toMatchObject({ replaces: { messageId: '49', alone: textOut('请讲') } })
  })

  it('and its files keep their order over a reload', async () => {
    offline()
    const store = useReplyStore()
    store.takeUp('lin')
    const order = ['一', '二', '三', '四', '五', '六']
    order.forEach((line) => store.send('7', textOut(line)))
    await settled()
    setActivePinia(createPinia())
    useReplyStore().takeUp('lin')
    expect(useReplyStore().of('7').map((one) => textOf(one.outgoing))).toEqual(order)
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
    answer = () => new Response(JSON.stringify({ reason: 'used_up', detail: '48 小时内的 5 次回复已用完，等顾客再发消息才能继续。' }), { status: 409 })
    store.send('7', textOut('在的'))
    await settled()
    expect(store.of('7')[0]?.phase).toEqual({ kind: 'refused', reason: 'used_up', detail: '48 小时内的 5 次回复已用完，等顾客再发消息才能继续。' })
    store.retryRecent()
    await settled()
    expect(texts()).toEqual(['在的'])
  })

  it('written long ago is not sent again unasked', async () => {
    const written = JSON.stringify({ clientId: 'c1', conversationId: '7', content: '旧', createdAt: new Date(Date.now() - 3_600_000).toISOString(), refused: null })
    ofAccount('lin').write('unsent', written, 'c1')
    const store = useReplyStore()
    store.takeUp('lin')
    store.retryRecent()
    await settled()
    expect(texts()).toEqual([])
    store.retry('c1')
    await settled()
    expect(texts()).toEqual(['旧'])
  })

  it('that an earlier version of the page left is sent, file and all', async () => {
    const media = { state: 'stored', url: '/api/v1/media/m1', contentType: 'image/png', name: '外包装.png', size: 70 }
    const written = JSON.stringify({ clientId: 'c1', conversationId: '7', outgoing: { body: { type: 'image', media }, mediaId: 'm1' }, createdAt: new Date().toISOString(), refused: null })
    ofAccount('lin').write('unsent', written, 'c1')
    const store = useReplyStore()
    store.takeUp('lin')
    expect(store.of('7')[0]?.outgoing).toMatchObject({ type: 'image', image: { url: '/api/v1/media/m1', name: '外包装.png' } })
    store.retryRecent()
    await settled()
    expect(posted).toMatchObject([{ client_id: 'c1', type: 'image', image: { media_id: 'm1' } }])
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

  it('of li.wei is neither shown to nor sent by li', async () => {
    const store = useReplyStore()
    offline()
    store.takeUp('li.wei')
    store.send('7', textOut('在的'))
    await settled()
    answer = () => new Response(null, { status: 500 })
    setActivePinia(createPinia())
    useReplyStore().takeUp('li')
    expect(phases()).toEqual([])
    const sent = texts().length
    useReplyStore().retryRecent()
    await settled()
    expect(texts()).toHaveLength(sent)
    useReplyStore().takeUp('li.wei')
    expect(phases()).toEqual(['在的 unreachable'])
  })

  it('that was spoilt in the browser’s store is passed over', () => {
    ofAccount('lin').write('unsent', '{broken', 'c1')
    const store = useReplyStore()
    store.takeUp('lin')
    expect(phases()).toEqual([])
  })
})

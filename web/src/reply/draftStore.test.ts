import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useAbilityStore } from '@/shared/abilities'
import { useDraftStore } from './draftStore'

let server: Map<string, string>
let online: boolean

beforeEach(() => {
  localStorage.clear()
  server = new Map()
  online = true
  vi.stubGlobal('fetch', vi.fn(async (path: string, request: RequestInit) => {
    if (!online) {
      throw new TypeError('offline')
    }
    if (path.endsWith('openapi.json')) {
      return new Response(JSON.stringify({ paths: { '/api/v1/drafts': {} } }))
    }
    if (request.method === 'PUT') {
      const { text } = JSON.parse(String(request.body)) as { text: string }
      server.set(path.split('/')[4] ?? '', text)
      return new Response(null, { status: 204 })
    }
    return new Response(JSON.stringify({ drafts: [...server].filter(([, text]) => text !== '').map(([conversation_id, text]) => ({ conversation_id, text })) }))
  }))
})

async function sitDown() {
  setActivePinia(createPinia())
  await useAbilityStore().learn()
  const drafts = useDraftStore()
  drafts.takeUp('lin')
  await drafts.load()
  return drafts
}

const told = () => vi.waitFor(() => expect(localStorage.getItem('xiaoer.untold.lin.7')).toBeNull(), { timeout: 3_000 })

describe('a draft', () => {
  it('is on the server a moment after somebody pauses', async () => {
    const drafts = await sitDown()
    drafts.write('7', '还')
    drafts.write('7', '还没写完')
    expect(server.size).toBe(0)
    await told()
    expect(server.get('7')).toBe('还没写完')
  })

  it('written at another machine is there', async () => {
    server.set('7', '在家写的')
    expect((await sitDown()).get('7')).toBe('在家写的')
  })

  it('sent or emptied at another machine is gone here too', async () => {
    const drafts = await sitDown()
    drafts.write('7', '旧')
    await told()
    server.set('7', '')
    expect((await sitDown()).get('7')).toBe('')
  })

  it('written without a line is newer than what the server has, and told later', async () => {
    const drafts = await sitDown()
    server.set('7', '旧的')
    online = false
    drafts.write('7', '断线时写的')
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    online = true
    expect((await sitDown()).get('7')).toBe('断线时写的')
    await told()
    expect(server.get('7')).toBe('断线时写的')
  })
})

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useAbilityStore } from '@/shared/abilities'
import { ofAccount } from '@/shared/kept'
import { useDraftStore } from './draftStore'

let server: Map<string, { text: string; revision: string }>
let online: boolean
let answering: boolean
let writes: number

beforeEach(() => {
  localStorage.clear()
  server = new Map()
  online = true
  answering = true
  writes = 0
  vi.stubGlobal('fetch', answer)
})

async function answer(path: string, request: RequestInit): Promise<Response> {
  if (!online) {
    throw new TypeError('offline')
  }
  if (path.endsWith('openapi.json')) {
    return new Response(JSON.stringify({ paths: { '/api/v1/drafts': {} } }))
  }
  if (request.method !== 'PUT') {
    return new Response(JSON.stringify({ drafts: [...server].map(([conversation_id, draft]) => ({ conversation_id, ...draft })) }))
  }
  const reply = put(path.split('/')[4] ?? '', JSON.parse(String(request.body)) as { text: string; revision: string })
  if (!answering) {
    throw new TypeError('the line broke')
  }
  return reply
}

/** As the server does. */
function put(id: string, { text, revision }: { text: string; revision: string }): Response {
  const current = server.get(id) ?? { text: '', revision: '0' }
  if (text === current.text) {
    return new Response(JSON.stringify({ revision: current.revision }))
  }
  if (revision !== current.revision) {
    return new Response(JSON.stringify({ reason: 'draft_changed', draft: current }), { status: 409 })
  }
  return new Response(JSON.stringify({ revision: elsewhere(id, text) }))
}

function elsewhere(id: string, text: string): string {
  const revision = text === '' ? '0' : String(++writes)
  if (text === '') {
    server.delete(id)
  } else {
    server.set(id, { text, revision })
  }
  return revision
}

async function sitDown() {
  setActivePinia(createPinia())
  await useAbilityStore().learn()
  const drafts = useDraftStore()
  drafts.takeUp('lin')
  await drafts.load()
  return drafts
}

const told = () => vi.waitFor(() => expect(ofAccount('lin').read('untold', '7')).toBeNull(), { timeout: 5_000 })
const pause = () => new Promise((resolve) => setTimeout(resolve, 1_100))
const onServer = () => server.get('7')?.text ?? ''

describe('a draft', () => {
  it('is on the server a moment after somebody pauses', async () => {
    const drafts = await sitDown()
    drafts.write('7', '还')
    drafts.write('7', '还没写完')
    expect(server.size).toBe(0)
    await told()
    expect(onServer()).toBe('还没写完')
    drafts.write('7', '')
    await told()
    expect(server.size).toBe(0)
  })

  it('written at another machine is there', async () => {
    elsewhere('7', '在家写的')
    expect((await sitDown()).get('7')).toBe('在家写的')
  })

  it('sent or emptied at another machine is gone here too', async () => {
    const drafts = await sitDown()
    drafts.write('7', '旧')
    await told()
    elsewhere('7', '')
    expect((await sitDown()).get('7')).toBe('')
  })

  it('written without a line is told later', async () => {
    const drafts = await sitDown()
    online = false
    drafts.write('7', '断线时写的')
    await pause()
    online = true
    expect((await sitDown()).get('7')).toBe('断线时写的')
    await told()
    expect(onServer()).toBe('断线时写的')
  })

  it('that was sent without a line does not come back', async () => {
    elsewhere('7', '旧的')
    const drafts = await sitDown()
    online = false
    drafts.write('7', '')
    await pause()
    online = true
    expect((await sitDown()).get('7')).toBe('')
    await told()
    expect(server.size).toBe(0)
  })

  it('too long for the server stays, and is told when it is shorter', async () => {
    const drafts = await sitDown()
    vi.stubGlobal('fetch', async (path: string, request: RequestInit) => (request.method === 'PUT' ? new Response('{"reason":"too_long"}', { status: 400 }) : answer(path, request)))
    drafts.write('7', '很长')
    await pause()
    await drafts.load()
    expect(drafts.get('7')).toBe('很长')
  })
})

describe('a draft changed elsewhere', () => {
  it('is continued where nothing was written here', async () => {
    elsewhere('7', '您好')
    const drafts = await sitDown()
    elsewhere('7', '您好，在的')
    await drafts.load()
    expect(drafts.get('7')).toBe('您好，在的')
    expect(drafts.other('7')).toBeNull()
  })

  it('is merged with what was written here meanwhile', async () => {
    elsewhere('7', '您好，在的')
    const drafts = await sitDown()
    elsewhere('7', '您好，在的，请讲')
    drafts.write('7', '您好呀，在的')
    await told()
    expect(drafts.get('7')).toBe('您好呀，在的，请讲')
    expect(onServer()).toBe('您好呀，在的，请讲')
    expect(drafts.other('7')).toBeNull()
  })

  it('stands beside one’s own, and each can be taken', async () => {
    elsewhere('7', '您好')
    const drafts = await sitDown()
    elsewhere('7', '稍等')
    drafts.write('7', '您好，在的')
    await told()
    expect(drafts.get('7')).toBe('您好，在的')
    expect(drafts.other('7')).toBe('稍等')
    expect(onServer()).toBe('您好，在的')

    const reloaded = await sitDown()
    expect(reloaded.other('7')).toBe('稍等')
    reloaded.takeOther('7')
    expect(reloaded.get('7')).toBe('稍等')
    expect(reloaded.other('7')).toBe('您好，在的')
    reloaded.dropOther('7')
    expect(reloaded.other('7')).toBeNull()
    await told()
    expect(onServer()).toBe('稍等')
  })

  it('by a request of this page whose answer was lost is not another one', async () => {
    const drafts = await sitDown()
    answering = false
    drafts.write('7', '您好，在的')
    await pause()
    expect(onServer()).toBe('您好，在的')
    answering = true
    drafts.write('7', '稍等')
    await told()
    expect(drafts.other('7')).toBeNull()
    expect(onServer()).toBe('稍等')
  })

  it('is not seen in a list that was read before one’s own write', async () => {
    elsewhere('7', '您好')
    const drafts = await sitDown()
    let release: () => void = () => undefined
    vi.stubGlobal('fetch', async (path: string, request: RequestInit) => {
      const reply = await answer(path, request)
      if (request.method !== 'PUT') {
        await new Promise<void>((resolve) => (release = resolve))
      }
      return reply
    })
    const loading = drafts.load()
    drafts.write('7', '您好，在的')
    await told()
    release()
    await loading
    expect(drafts.get('7')).toBe('您好，在的')
  })
})

describe('a draft in two tabs', () => {
  /** The browser tells every tab but the one that wrote. */
  function storageTold(kind: string, value: string | null): void {
    const key = `xiaoer:${JSON.stringify(['lin', kind, '7'])}`
    window.dispatchEvent(new StorageEvent('storage', { key, newValue: value }))
  }

  it('follows the one that is written in', async () => {
    const drafts = await sitDown()
    storageTold('draft', '在另一个标签页写的')
    storageTold('draftOther', '稍等')
    expect(drafts.get('7')).toBe('在另一个标签页写的')
    expect(drafts.other('7')).toBe('稍等')
    storageTold('draft', null)
    storageTold('draftOther', null)
    expect(drafts.get('7')).toBe('')
    expect(drafts.other('7')).toBeNull()
    drafts.clear()
    storageTold('draft', '换了人')
    expect(drafts.get('7')).toBe('')
  })

  it('is written on the revision that the other tab has made', async () => {
    const drafts = await sitDown()
    const revision = elsewhere('7', '您好')
    storageTold('draft', '您好')
    storageTold('draftBase', JSON.stringify({ text: '您好', revision, sent: null }))
    drafts.write('7', '稍等')
    await told()
    expect(onServer()).toBe('稍等')
    expect(drafts.other('7')).toBeNull()
  })
})

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Conversation } from '@/conversation/conversation'
import { useConversationStore } from '@/conversation/conversationStore'
import { useSessionStore } from '@/session/sessionStore'
import { useAssignmentStore } from '@/assignment/assignmentStore'
import { useAbilityStore } from '@/shared/abilities'
import { conversation, knowing, rule, user } from '@/testing/fixtures'
import { useNoticeStore } from './noticeStore'

const mine = { assignee: { username: 'lin', name: '林' }, open: true }
const hers = { assignee: { username: 'wang', name: '王' }, open: true }
const by = (username: string) => ({ username, name: username, at: '2026-11-23T08:00:00Z', note: '' })
const said = (id: string, unread = 1) => ({ unread, last_message: { id, direction: 'in' as const, type: 'text' as const, preview: '在吗', state: null, by: null } })
const seven = (change: Partial<Conversation>) => conversation({ id: '7', ...change })

beforeEach(() => {
  localStorage.clear()
  openPage()
})

/** As a load of the page: nothing is left but what the browser keeps. */
function openPage(): void {
  setActivePinia(createPinia())
  useSessionStore().user = user()
}

function told(before: Conversation | null, now: Conversation, looking = false): string | null {
  const notices = useNoticeStore()
  notices.changed(before, now, looking)
  return notices.told?.kind ?? null
}

describe('a change', () => {
  it('with a new message is told, once', () => {
    expect(told(seven({ ...mine }), seven({ ...mine, ...said('9') }))).toBe('new')
    useNoticeStore().dismiss()
    expect(told(seven({ ...mine, ...said('9') }), seven({ ...mine, ...said('9') }))).toBeNull()
  })
  it('that is being looked at is not told', () => {
    expect(told(seven({ ...mine }), seven({ ...mine, ...said('9') }), true)).toBeNull()
  })
  it('at a colleague’s customer or a blocked one is not told', () => {
    expect(told(seven({ ...hers }), seven({ ...hers, ...said('9') }))).toBeNull()
    expect(told(seven({ ...mine, blocked: true }), seven({ ...mine, blocked: true, ...said('9') }))).toBeNull()
  })
  it('of hands is told to the one who gets it from somebody else', () => {
    expect(told(seven({ ...hers }), seven({ ...mine, handed_over: by('wang') }))).toBe('transfer')
    useNoticeStore().dismiss()
    expect(told(seven({ ...mine, handed_over: by('wang') }), seven({ ...mine, handed_over: by('wang') }))).toBeNull()
    expect(told(seven({ ...mine }), seven({ ...hers }))).toBeNull()
  })
  it('that this person made is not told', () => {
    expect(told(seven({ assignee: null, open: true }), seven({ ...mine }))).toBeNull()
    expect(told(seven({ ...hers }), seven({ ...mine }))).toBeNull()
    expect(told(seven({ ...hers }), seven({ ...mine, handed_over: by('lin') }))).toBeNull()
  })
  it('of hands stays until it was seen, under what comes meanwhile', () => {
    told(seven({ ...hers }), seven({ ...mine, handed_over: by('wang') }))
    expect(told(null, conversation({ id: '8', ...said('10') }))).toBe('new')
    useNoticeStore().dismiss()
    expect(useNoticeStore().told).toEqual({ kind: 'transfer', conversationIds: ['7'] })
    expect(told(seven({ ...mine, handed_over: by('wang') }), seven({ ...mine }))).toBeNull()
  })
  it('is not told to somebody who is offline', () => {
    const session = useSessionStore()
    session.user = session.user === null ? null : { ...session.user, state: 'offline' }
    expect(told(seven({ ...mine }), seven({ ...mine, ...said('9') }))).toBeNull()
  })
  it('is no news any more once it was read elsewhere', () => {
    told(null, seven(said('9')))
    told(null, conversation({ id: '8', ...said('10') }))
    expect(told(seven(said('9')), seven(said('9', 0)))).toBe('new')
    expect(useNoticeStore().told?.conversationIds).toEqual(['8'])
    expect(told(null, conversation({ id: '8', ...said('10', 0) }))).toBeNull()
  })
  it('merges with others of its kind into one toast', () => {
    told(null, seven(said('9')))
    told(null, conversation({ id: '8', ...said('10') }))
    expect(useNoticeStore().told?.conversationIds).toEqual(['7', '8'])
  })
})

describe('the alarm for those who wait too long', () => {
  const overdueSince = () => new Date(Date.now() - 200_000).toISOString()
  const crowd = (size: number, since: string) => Array.from({ length: size }, (_, index) => conversation({ id: String(index), waiting_since: since }))

  /** The server's list of those who wait, a thousand on a page. */
  function answersWith(all: Conversation[]): void {
    vi.stubGlobal('fetch', vi.fn(async (url: string) => {
      const from = Number(new URL(url, 'http://desk').searchParams.get('cursor') ?? 0)
      const next = from + 1_000 < all.length ? String(from + 1_000) : null
      return new Response(JSON.stringify({ conversations: all.slice(from, from + 1_000), next_cursor: next, seq: 5 }), { status: 200 })
    }))
  }

  async function look(): Promise<number> {
    const notices = useNoticeStore()
    notices.start(() => undefined)
    try {
      notices.look()
      expect(notices.told).toBeNull() // Nobody can be counted before all are known.
      await useConversationStore().loadWaiting()
      notices.look()
      return notices.told?.conversationIds.length ?? 0
    } finally {
      notices.stop()
    }
  }

  it('counts all of them at once, however many pages they are', async () => {
    answersWith(crowd(2_500, overdueSince()))
    expect(await look()).toBe(2_500)
  })

  it('rings once for each, over any number of page loads', async () => {
    const since = overdueSince()
    answersWith(crowd(2_500, since))
    await look()
    openPage()
    expect(await look()).toBe(0)
    openPage()
    answersWith([...crowd(2_500, since), conversation({ id: 'late', waiting_since: overdueSince() })])
    expect(await look()).toBe(1)
  })

  it('rings for each person of a browser', async () => {
    answersWith(crowd(1, overdueSince()))
    await look()
    openPage()
    const session = useSessionStore()
    session.user = session.user === null ? null : { ...session.user, username: 'wang' }
    expect(await look()).toBe(1)
  })
})

describe('an assignment', () => {
  const AT = '2026-11-23T08:00:00.123456Z'
  const ours = { ...mine, assigned_at: AT, waiting_since: '2026-11-23T07:59:00Z' }
  const queued = seven({ ...said('9'), waiting_since: ours.waiting_since })

  /** A server with this rule, on which the conversation has come to this person in this way. */
  async function changed(what: 'assigned' | 'taken', mode: 'automatic' | 'manual', before: Conversation, now: Conversation, looking = false): Promise<string | null> {
    const answers = (path: string) => (path.includes('openapi') ? knowing('/api/v1/shops/{shop}/assignment') : rule({ mode }))
    vi.stubGlobal('fetch', vi.fn(async (path: string) => new Response(JSON.stringify(answers(path)))))
    await useAbilityStore().learn()
    await useAssignmentStore().need('main')
    const notices = useNoticeStore()
    notices.changed(before, { ...now, assigned_by: what === 'assigned' ? '' : 'lin' }, looking)
    await new Promise((later) => setTimeout(later))
    return notices.told?.kind ?? null
  }

  it('by the server is told until it was seen', async () => {
    expect(await changed('assigned', 'automatic', queued, seven({ ...said('9'), ...ours }))).toBe('assigned')
    expect(told(null, conversation({ id: '8', ...said('10') }))).toBe('new')
    useNoticeStore().dismiss()
    expect(useNoticeStore().told).toEqual({ kind: 'assigned', conversationIds: ['7'] })
    useNoticeStore().seen('7')
    expect(useNoticeStore().told).toBeNull()
  })
  it('is told once, and in the place of the message that came with it', async () => {
    expect(await changed('assigned', 'automatic', seven({}), seven({ ...said('9'), ...ours }))).toBe('assigned')
    useNoticeStore().dismiss()
    expect(await changed('assigned', 'automatic', seven({ ...said('9'), ...ours }), seven({ ...said('9'), ...ours, starred: true }))).toBeNull()
  })
  it('is no news any more once it was answered or has gone to somebody else', async () => {
    expect(await changed('assigned', 'automatic', queued, seven({ ...said('9'), ...ours }))).toBe('assigned')
    expect(told(seven({ ...said('9'), ...ours }), seven({ ...said('9'), ...hers, assigned_at: '2026-11-23T08:02:00Z' }))).toBeNull()
  })
  it('to oneself by taking is not told, and a message that came with it is', async () => {
    expect(await changed('taken', 'automatic', queued, seven({ ...said('9'), ...ours }))).toBeNull()
    expect(await changed('taken', 'manual', queued, seven({ ...said('9'), ...ours }))).toBeNull()
    expect(await changed('taken', 'automatic', seven({}), seven({ ...said('9'), ...ours }))).toBe('new')
  })
  it('that is being looked at is not told', async () => {
    expect(await changed('assigned', 'automatic', queued, seven({ ...said('9'), ...ours }), true)).toBeNull()
  })
  it('that is on its way is told to nobody yet', () => {
    const queue = { position: 1, reason: 'planning' as const, text: '', online: 1, load: 0, ceiling: 10, opens_at: null, last_agent: null }
    expect(told(null, seven({ ...said('9'), queue }))).toBeNull()
    expect(told(null, seven({ ...said('9'), queue: { ...queue, reason: 'all_full' } }))).toBe('new')
  })
})

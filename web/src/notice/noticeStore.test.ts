import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Conversation } from '@/conversation/conversation'
import { useSessionStore } from '@/session/sessionStore'
import { conversation } from '@/testing/fixtures'
import { useNoticeStore } from './noticeStore'

const mine = { assignee: { username: 'lin', name: '林' }, open: true }
const hers = { assignee: { username: 'wang', name: '王' }, open: true }
const said = (id: string, unread = 1) => ({ unread, lastMessage: { id, direction: 'in' as const, kind: 'text' as const, preview: '在吗', state: null } })
const seven = (change: Partial<Conversation>) => conversation({ id: '7', ...change })

beforeEach(() => {
  setActivePinia(createPinia())
  useSessionStore().user = { username: 'lin', name: '林', role: 'agent', version: '', state: 'online', shops: null }
})

function told(before: Conversation | null, now: Conversation, looking = false): string | null {
  const notices = useNoticeStore()
  notices.changed(before, now, looking)
  return notices.told?.kind ?? null
}

describe('a change', () => {
  it('with a new message is told, once', () => {
    expect(told(seven({ care: mine }), seven({ care: mine, ...said('9') }))).toBe('new')
    useNoticeStore().dismiss()
    expect(told(seven({ care: mine, ...said('9') }), seven({ care: mine, ...said('9') }))).toBeNull()
  })
  it('that is being looked at is not told', () => {
    expect(told(seven({ care: mine }), seven({ care: mine, ...said('9') }), true)).toBeNull()
  })
  it('at a colleague’s customer or a blocked one is not told', () => {
    expect(told(seven({ care: hers }), seven({ care: hers, ...said('9') }))).toBeNull()
    expect(told(seven({ care: mine, blocked: true }), seven({ care: mine, blocked: true, ...said('9') }))).toBeNull()
  })
  it('of hands is told to the one who gets it', () => {
    expect(told(seven({ care: hers }), seven({ care: mine }))).toBe('transfer')
    useNoticeStore().dismiss()
    expect(told(seven({ care: mine }), seven({ care: hers }))).toBeNull()
  })
  it('is not told to somebody who is offline', () => {
    const session = useSessionStore()
    session.user = session.user === null ? null : { ...session.user, state: 'offline' }
    expect(told(seven({ care: mine }), seven({ care: mine, ...said('9') }))).toBeNull()
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

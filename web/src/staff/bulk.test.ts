import { describe, expect, it } from 'vitest'
import type { Conversation } from '@/conversation/conversation'
import type { Reply } from '@/shared/http'
import { conversation } from '@/testing/fixtures'
import { failuresOf, refusalOf } from './bulk'

const wang = { username: 'wang', name: '王芳' }
const queued = conversation({ id: '1' })
const nameOf = (username: string) => (username === 'wang' ? '王芳' : username)

describe('what is done with several conversations', () => {
  it('leaves alone what has changed hands since it was seen', () => {
    expect(refusalOf({ kind: 'putBack' }, queued, { ...queued, assignee: wang })).toMatchObject({ reason: 'taken', about: { assignee: 'wang' } })
    expect(refusalOf({ kind: 'close' }, { ...queued, assignee: wang }, queued)).toMatchObject({ reason: 'taken', about: { assignee: '' } })
    expect(refusalOf({ kind: 'close' }, queued, { ...queued, unread: 2 })).toBeNull()
  })

  it('opens nothing that is closed', () => {
    const closed = { ...queued, open: false }
    expect(refusalOf({ kind: 'assign', receiver: { group: '3' }, note: '' }, queued, closed)).toMatchObject({ reason: 'is_closed' })
    expect(refusalOf({ kind: 'close' }, queued, closed)).toBeNull()
  })

  it('says of each that was not done why', () => {
    const all = ['1', '2', '3', '4', '5'].map((id) => conversation({ id }))
    const refused = (reason: string): Reply<never> => ({ kind: 'refused', status: 409, reason, detail: '', about: { assignee: 'wang' } })
    const [done, taken, closed, lost] = all as [Conversation, Conversation, Conversation, Conversation]
    const answers = new Map<Conversation, Reply<unknown>>([
      [done, { kind: 'ok', value: null }],
      [taken, refused('taken')],
      [closed, refused('is_closed')],
      [lost, { kind: 'unreachable' }],
    ])
    expect(failuresOf(all, answers, nameOf).map((one) => `${one.conversation.id} ${one.why}`)).toEqual(['2 王芳 已接入这位顾客', '3 会话已结束', '4 服务器没有应答，不知道是否完成', '5 没有处理'])
  })
})

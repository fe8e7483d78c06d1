import { describe, expect, it } from 'vitest'
import type { Conversation } from '@/conversation/conversation'
import { conversation, message, rule } from '@/testing/fixtures'
import { pullBackAt } from './pullBack'

const AT = '2026-11-23T08:00:00.123456Z'
const given = (change: Partial<Conversation> = {}) => conversation({ id: '7', assignee: { username: 'lin', name: '林' }, assigned_at: AT, assigned_by: '', waiting_since: '2026-11-23T07:59:00Z', ...change })
const answer = message({ id: '9', direction: 'out', origin: 'person', by: 'lin', state: 'accepted', created_at: '2026-11-23T08:00:30Z' })

describe('a conversation that the server has assigned', () => {
  it('goes back when it was not answered in time', () => {
    expect(pullBackAt(given(), [], rule())).toBe(Date.parse(AT) + 120_000)
    expect(pullBackAt(given(), [{ ...answer, state: 'failed' }], rule())).not.toBeNull()
    expect(pullBackAt(given(), [{ ...answer, automatic: true }], rule())).not.toBeNull()
    expect(pullBackAt(given(), [{ ...answer, created_at: '2026-11-23T07:00:00Z' }], rule())).not.toBeNull()
  })

  it('stays once it was answered, or nobody waits, or the rule says so', () => {
    expect(pullBackAt(given(), [answer], rule())).toBeNull()
    expect(pullBackAt(given(), [{ ...answer, by: 'wang' }], rule())).toBeNull() // By whatever person.
    expect(pullBackAt(given({ waiting_since: null }), [], rule())).toBeNull()
    expect(pullBackAt(given({ open: false }), [], rule())).toBeNull()
    expect(pullBackAt(given(), [], rule({ pull_back_after_seconds: 0 }))).toBeNull()
    expect(pullBackAt(given(), [], rule({ mode: 'manual' }))).toBeNull()
    expect(pullBackAt(given(), [], null)).toBeNull()
  })

  it('is told from one that somebody took or was given by a person', () => {
    expect(pullBackAt(given({ assigned_by: 'lin' }), [], rule())).toBeNull()
    expect(pullBackAt(given({ assigned_by: 'wang' }), [], rule())).toBeNull()
    expect(pullBackAt(given({ assigned_by: null }), [], rule())).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { Conversation } from '@/conversation/conversation'
import type { TrailEntry } from '@/staff/careApi'
import { conversation, message, rule } from '@/testing/fixtures'
import { minutesAndSeconds, pullBackAt } from './pullBack'

const AT = '2026-11-23T08:00:00.123456Z'
const TRAIL: TrailEntry[] = [{ at: AT, by: '', by_name: null, what: 'assigned', to: 'lin', note: '' }]
const given = (change: Partial<Conversation> = {}) => conversation({ id: '7', assignee: { username: 'lin', name: '林' }, assigned_at: AT, waiting_since: '2026-11-23T07:59:00Z', ...change })
const answer = message({ id: '9', direction: 'out', origin: 'person', by: 'lin', state: 'accepted', created_at: '2026-11-23T08:00:30Z' })

describe('a conversation that the server has assigned', () => {
  it('goes back when it was not answered in time', () => {
    expect(pullBackAt(given(), [], TRAIL, rule())).toBe(Date.parse(AT) + 120_000)
    expect(pullBackAt(given(), [{ ...answer, state: 'failed' }], TRAIL, rule())).not.toBeNull()
    expect(pullBackAt(given(), [{ ...answer, automatic: true }], TRAIL, rule())).not.toBeNull()
    expect(pullBackAt(given(), [{ ...answer, created_at: '2026-11-23T07:00:00Z' }], TRAIL, rule())).not.toBeNull()
  })

  it('stays once it was answered, or nobody waits, or the rule says so', () => {
    expect(pullBackAt(given(), [answer], TRAIL, rule())).toBeNull()
    expect(pullBackAt(given(), [{ ...answer, by: 'wang' }], TRAIL, rule())).toBeNull() // By whatever person.
    expect(pullBackAt(given({ waiting_since: null }), [], TRAIL, rule())).toBeNull()
    expect(pullBackAt(given({ open: false }), [], TRAIL, rule())).toBeNull()
    expect(pullBackAt(given(), [], TRAIL, rule({ pull_back_after_seconds: 0 }))).toBeNull()
    expect(pullBackAt(given(), [], TRAIL, rule({ mode: 'manual' }))).toBeNull()
    expect(pullBackAt(given(), [], TRAIL, null)).toBeNull()
  })

  it('is told from one that was taken by its trail', () => {
    expect(pullBackAt(given(), [], [], rule())).toBeNull()
    expect(pullBackAt(given({ assigned_at: '2026-11-23T08:10:00Z' }), [], TRAIL, rule())).toBeNull()
    expect(pullBackAt(given(), [], TRAIL.map((one) => ({ ...one, to: 'wang' })), rule())).toBeNull()
  })
})

describe('the count-down', () => {
  it('is in minutes and seconds', () => {
    expect([119_001, 60_000, 9_400, 0, -5].map(minutesAndSeconds)).toEqual(['2:00', '1:00', '0:10', '0:00', '0:00'])
  })
})

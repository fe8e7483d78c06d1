import { describe, expect, it } from 'vitest'
import { conversation } from '@/testing/fixtures'
import { overdueNow, unreadFor } from './deadlines'

const start = Date.parse('2026-11-23T08:00:00Z')
const waits = (id: string, change = {}) => conversation({ id, waiting_since: '2026-11-23T08:00:00Z', ...change })
const ids = (list: { id: string }[]) => list.map((one) => one.id)

describe('the alarm', () => {
  it('rings when three minutes are over, once', () => {
    const told = new Set<string>()
    expect(overdueNow([waits('7')], 'lin', start + 179_999, told)).toEqual([])
    expect(ids(overdueNow([waits('7')], 'lin', start + 180_000, told))).toEqual(['7'])
    expect(overdueNow([waits('7')], 'lin', start + 181_000, told)).toEqual([])
  })
  it('rings again for the next wait', () => {
    const told = new Set<string>()
    overdueNow([waits('7')], 'lin', start + 200_000, told)
    expect(ids(overdueNow([waits('7', { waiting_since: '2026-11-23T08:05:00Z' })], 'lin', start + 500_000, told))).toEqual(['7'])
  })
  it('rings although the computer slept past the moment', () => {
    expect(ids(overdueNow([waits('7')], 'lin', start + 400_000, new Set()))).toEqual(['7'])
  })
  it('remembers no wait that is over', () => {
    const told = new Set<string>()
    overdueNow([waits('7'), waits('8')], 'lin', start + 200_000, told)
    overdueNow([waits('8')], 'lin', start + 201_000, told)
    expect(told.size).toBe(1)
  })
  it('does not ring in the morning for the night', () => {
    const told = new Set<string>()
    expect(overdueNow([waits('7')], 'lin', start + 8 * 3_600_000, told)).toEqual([])
    expect(told.size).toBe(0)
  })
  it('rings for one’s own and for nobody’s, not for a colleague’s or a blocked customer’s; to a supervisor also for a colleague’s', () => {
    const list = [
      waits('mine', { assignee: { username: 'lin', name: '林' }, open: true }),
      waits('free', { assignee: null, open: true }),
      waits('hers', { assignee: { username: 'wang', name: '王' }, open: true }),
      waits('blocked', { blocked: true }),
    ]
    expect(ids(overdueNow(list, 'lin', start + 200_000, new Set()))).toEqual(['mine', 'free'])
    expect(ids(overdueNow(list, 'lin', start + 200_000, new Set(), true))).toEqual(['mine', 'free', 'hers'])
  })
})

describe('the figure in the tab', () => {
  it('counts one’s own and nobody’s, not a colleague’s', () => {
    const hers = { assignee: { username: 'wang', name: '王' }, open: true }
    const list = [conversation({ id: '1', unread: 2 }), conversation({ id: '2', unread: 3, ...hers }), conversation({ id: '3', unread: 4, blocked: true })]
    expect(unreadFor(list, 'lin')).toBe(2)
    expect(unreadFor(list, 'wang')).toBe(5)
  })
})

import { describe, expect, it } from 'vitest'
import { speak } from '@/shared/i18n/i18n'
import type { Colleague } from '@/staff/colleagueStore'
import { colleague } from '@/testing/fixtures'
import { outlookOf, seatsOf } from './roster'
import { outlookWords } from './rosterWords'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const OPEN = { open: true, until: null }

function outlook(people: Colleague[], mode: 'manual' | 'automatic' = 'automatic', opening = OPEN as { open: boolean; until: string | null }) {
  return outlookOf(seatsOf(people, 'main', 10), mode, opening)
}

describe('who is there for a shop', () => {
  it('are those who see it, whoever is next first and whoever is at home last', () => {
    const seats = seatsOf(
      [
        colleague('offline', { state: 'offline', presence: 'gone' }),
        colleague('full', { load: 10 }),
        colleague('half', { load: 5 }),
        colleague('third', { load: 3, ceiling: 9 }),
        colleague('elsewhere', { shops: ['other'] }),
        colleague('away', { state: 'away' }),
        colleague('left', { presence: 'grace' }),
      ],
      'main',
      10,
    )
    expect(seats.map(({ colleague: { username } }) => username)).toEqual(['third', 'half', 'full', 'left', 'away', 'offline'])
    expect(seats.map(({ hasRoom }) => hasRoom)).toEqual([true, true, false, true, true, true])
    expect(seats.filter(({ isThere }) => isThere)).toHaveLength(3)
  })

  it('tell what becomes of the next customer', () => {
    expect(outlook([colleague('wang', { load: 2 }), colleague('zhao', { load: 4 })])).toEqual({ kind: 'next', names: ['wang'] })
    expect(outlook([colleague('wang', { load: 2 }), colleague('zhao', { load: 4, ceiling: 20 })])).toEqual({ kind: 'next', names: ['wang', 'zhao'] })
    expect(outlook([colleague('wang', { load: 12 })])).toEqual({ kind: 'full', online: 1, load: 12, ceiling: 10 })
    expect(outlook([colleague('wang', { presence: 'grace' }), colleague('zhao', { state: 'away' })])).toEqual({ kind: 'nobody' })
    expect(outlook([colleague('wang')], 'manual')).toEqual({ kind: 'manual' })
    expect(outlook([colleague('wang')], 'automatic', { open: false, until: '2026-11-24T01:00:00Z' })).toEqual({ kind: 'closed', opensAt: '2026-11-24T01:00:00Z' })
  })

  it('are named while they are few', async () => {
    await speak('zh-CN')
    expect(outlookWords({ kind: 'next', names: ['王芳'] }, NOW)).toBe('分给 王芳')
    expect(outlookWords({ kind: 'next', names: ['王芳', '赵一'] }, NOW)).toBe('分给 王芳、赵一 中最久没分到的')
    expect(outlookWords({ kind: 'next', names: ['a', 'b', 'c', 'd'] }, NOW)).toBe('分给 4 个最空的人中最久没分到的')
    expect(outlookWords({ kind: 'closed', opensAt: '2026-11-24T01:00:00Z' }, NOW)).toBe('非营业时间，明天 09:00 开始分配')
  })
})

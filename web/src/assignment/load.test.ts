import { describe, expect, it } from 'vitest'
import { conversation, rule } from '@/testing/fixtures'
import { ceilingOf, isNeeding } from './load'

const NOW = Date.parse('2026-11-23T08:00:00Z')

describe('a ceiling', () => {
  it('is one’s own, else the shop’s, else none', () => {
    expect(ceilingOf({ ceiling: 3 }, rule())).toBe(3)
    expect(ceilingOf({ ceiling: null }, rule({ ceiling: 12 }))).toBe(12)
    expect(ceilingOf(null, null)).toBeNull()
  })

  it('means nothing where people take from the queue and nobody has set one', () => {
    expect(ceilingOf({ ceiling: null }, rule({ mode: 'manual', changed_at: null }))).toBeNull()
    expect(ceilingOf({ ceiling: null }, rule({ mode: 'manual' }))).toBe(10)
  })
})

describe('a conversation needs its agent', () => {
  const wrote = (minutesAgo: number) => ({ left: 4, automatic_left: 2, expires_at: new Date(NOW - minutesAgo * 60_000 + 48 * 3_600_000).toISOString() })

  it('while the customer waits, or has written lately', () => {
    expect(isNeeding(conversation({ id: '1', waiting_since: '2026-11-23T01:00:00Z', budget: wrote(400) }), rule(), NOW)).toBe(true)
    expect(isNeeding(conversation({ id: '1', budget: wrote(9) }), rule(), NOW)).toBe(true)
    expect(isNeeding(conversation({ id: '1', budget: wrote(11) }), rule(), NOW)).toBe(false)
    expect(isNeeding(conversation({ id: '1', budget: wrote(11) }), rule({ idle_minutes: 30 }), NOW)).toBe(true)
  })

  it('and not when it is closed, or the customer is blocked or never wrote', () => {
    expect(isNeeding(conversation({ id: '1', open: false, budget: wrote(1) }), null, NOW)).toBe(false)
    expect(isNeeding(conversation({ id: '1', blocked: true, budget: wrote(1) }), null, NOW)).toBe(false)
    expect(isNeeding(conversation({ id: '1', budget: { left: 0, automatic_left: 0, expires_at: null } }), null, NOW)).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { waitingFor } from './waiting'

const NOW = Date.parse('2026-11-23T08:10:00Z')
const after = (seconds: number) => waitingFor(new Date(NOW - seconds * 1000).toISOString(), NOW)

describe('waiting', () => {
  it.each([
    [0, 'calm'], [99, 'calm'], [100, 'amber'], [149, 'amber'], [150, 'red'], [179, 'red'], [180, 'overdue'], [90_000, 'overdue'],
  ] as const)('%i seconds are %s', (seconds, urgency) => {
    expect(after(seconds)).toEqual({ seconds, urgency })
  })

  it('is nothing when nobody waits', () => {
    expect(waitingFor(null, NOW)).toBeNull()
  })

  it('is not negative when the clocks differ', () => {
    expect(after(-30)).toEqual({ seconds: 0, urgency: 'calm' })
  })
})

import { describe, expect, it } from 'vitest'
import type { Conversation, DeliveryState } from '@/conversation/conversation'
import { conversation } from '@/testing/fixtures'
import { inTurn } from './nextCustomer'

const NOW = Date.parse('2026-11-23T08:10:00Z')
const since = (minute: number) => `2026-11-23T08:0${minute}:00Z`
const waits = (id: string, minute: number, change: Partial<Conversation> = {}) => conversation({ id, waiting_since: since(minute), ...change })
const answered = (state: DeliveryState) => ({ last_message: { id: '9', direction: 'out' as const, type: 'text' as const, preview: '在的', state, by: null } })
const ids = (waiting: Conversation[], underway: string[] = []) => inTurn(waiting, (id) => Number(underway.includes(id)), NOW).map((one) => one.id)

describe('who is next', () => {
  it('is the one who has waited longest', () => {
    expect(ids([waits('1', 3), waits('2', 1), waits('3', 2)])).toEqual(['2', '3', '1'])
  })

  it('is nobody to whom an answer is on its way already', () => {
    expect(ids([waits('1', 1, answered('queued')), waits('2', 2, answered('sending')), waits('3', 3)], ['3'])).toEqual([])
  })

  it('is again whoever gets an answer of a rule', () => {
    const byRule = { last_message: { ...answered('queued').last_message, by: 'auto:3' } }
    expect(ids([waits('1', 1, byRule)])).toEqual(['1'])
  })

  it('is again whoever got an answer that failed or that nobody knows of', () => {
    expect(ids([waits('1', 1, answered('failed')), waits('2', 2, answered('unknown'))])).toEqual(['1', '2'])
  })

  it('is one who can be answered rather than one who cannot', () => {
    const usedUp = { budget: { left: 0, automatic_left: 0, expires_at: '2026-11-25T08:00:00Z' } }
    const tooLate = { budget: { left: 5, automatic_left: 2, expires_at: '2026-11-23T08:00:00Z' } }
    expect(ids([waits('1', 1, usedUp), waits('2', 2, tooLate), waits('3', 3)])).toEqual(['3', '1', '2'])
  })
})

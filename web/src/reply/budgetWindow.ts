import type { Budget } from '@/conversation/conversation'
import { millisOf } from '@/shared/instant'

/** Whether the platform still takes an answer: five within 48 hours of the customer's last message. */
export type BudgetWindow =
  | { kind: 'open'; left: number; endsInMillis: number }
  | { kind: 'closed'; why: 'never-wrote' | 'used-up' | 'too-late' }

/** `underway`: answers typed here that the server has not counted yet. */
export function budgetWindow({ left: counted, expires_at }: Budget, underway: number, nowMillis: number): BudgetWindow {
  if (expires_at === null) {
    return { kind: 'closed', why: 'never-wrote' }
  }
  const endsInMillis = millisOf(expires_at) - nowMillis
  if (endsInMillis <= 0) {
    return { kind: 'closed', why: 'too-late' }
  }
  const left = counted - underway
  return left > 0 ? { kind: 'open', left, endsInMillis } : { kind: 'closed', why: 'used-up' }
}

const MINUTE_MS = 60_000

/** `47:59`, hours and minutes. */
export function countdown(millis: number): string {
  const minutes = Math.max(0, Math.floor(millis / MINUTE_MS))
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

import { millisOf, type Instant } from '@/shared/instant'

/** The shop's score counts customers answered within three minutes; the colours lead up to that. */
export const AMBER_FROM_SECONDS = 100
export const RED_FROM_SECONDS = 150
export const OVERDUE_FROM_SECONDS = 180

export type Urgency = 'calm' | 'amber' | 'red' | 'overdue'

export interface Waiting {
  seconds: number
  urgency: Urgency
}

export function waitingFor(since: Instant | null, nowMillis: number): Waiting | null {
  if (since === null) {
    return null
  }
  const seconds = Math.max(0, Math.floor((nowMillis - millisOf(since)) / 1000))
  return { seconds, urgency: urgencyOf(seconds) }
}

function urgencyOf(seconds: number): Urgency {
  if (seconds >= OVERDUE_FROM_SECONDS) {
    return 'overdue'
  }
  if (seconds >= RED_FROM_SECONDS) {
    return 'red'
  }
  return seconds >= AMBER_FROM_SECONDS ? 'amber' : 'calm'
}

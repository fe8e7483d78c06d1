import type { Key } from '@/shared/i18n/i18n'

/** The platform's numbers for the state of an order. */
const WORDS: Readonly<Record<number, Key>> = {
  10: 'order.status.10',
  20: 'order.status.20',
  21: 'order.status.21',
  30: 'order.status.30',
  100: 'order.status.100',
  190: 'order.status.cancelled',
  200: 'order.status.cancelled',
  250: 'order.status.cancelled',
}

export type OrderTone = 'todo' | 'moving' | 'done' | 'off'

export function orderStatusKey(status: number | null): Key {
  return WORDS[status ?? 0] ?? 'order.status.other'
}

export function orderTone(status: number | null): OrderTone {
  if (status === 10 || status === 20) {
    return 'todo'
  }
  if (status === 21 || status === 30) {
    return 'moving'
  }
  return status === 100 ? 'done' : 'off'
}

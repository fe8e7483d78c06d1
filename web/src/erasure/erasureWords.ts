import { t, type Key } from '@/shared/i18n/i18n'
import type { ErasureCount } from './erasureApi'

const KINDS: Readonly<Record<ErasureCount['kind'], Key>> = {
  messages: 'erasure.messages',
  files: 'erasure.files',
  notes: 'erasure.notes',
  drafts: 'erasure.drafts',
  orders: 'erasure.orders',
  purchases: 'erasure.purchases',
  deliveries: 'erasure.deliveries',
  notices: 'erasure.notices',
}

/** How much there is of what, a line for each kind that this page has words for. */
export function countWords(counts: readonly ErasureCount[]): string[] {
  return counts.filter(({ kind }) => Object.hasOwn(KINDS, kind)).map(({ kind, count }) => t(KINDS[kind], { n: count }))
}

const TAIL_CHARS = 6

/** What is to be typed, so that nobody erases by a slip of the hand. */
export function tailOf(openId: string): string {
  return openId.slice(-TAIL_CHARS)
}

/** Blanks come along when it is copied. */
export function isTyped(typed: string, openId: string): boolean {
  return typed.trim() === tailOf(openId)
}

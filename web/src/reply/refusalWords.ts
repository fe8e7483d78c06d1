import { t, type Key } from '@/shared/i18n/i18n'

const WORDS: Readonly<Record<string, Key>> = {
  used_up: 'composer.closed.used-up',
  too_late: 'composer.closed.too-late',
  not_begun: 'composer.closed.never-wrote',
  reserved: 'refusal.reserved',
  blocked: 'refusal.blocked',
  order_of_another: 'refusal.otherOrder',
  no_such_order: 'refusal.noOrder',
  client_id_taken: 'refusal.taken',
  answered_meanwhile: 'refusal.answered',
}

/** Why the server did not take an answer. */
export function refusalWords(reason: string, detail: string): string {
  const key = WORDS[reason]
  return key === undefined ? t('state.refusedHint', { reason: detail }) : t(key)
}

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
  replaced_has_left: 'refusal.left',
  answered_meanwhile: 'refusal.answered',
}

/** Why the server did not take an answer; `inWords` says it where nothing more is known of the place. */
export function refusalWords(reason: string, inWords: string): string {
  const key = WORDS[reason]
  return key === undefined ? inWords : t(key)
}

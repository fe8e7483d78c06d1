import { t, type Key } from '@/shared/i18n/i18n'

/** What became of a push, in the server's words and in people's. */
const WORDS: Readonly<Record<string, Key>> = {
  accepted: 'push.accepted',
  url_check: 'push.urlCheck',
  not_durable: 'push.notDurable',
  address_unlisted: 'push.address',
  query_malformed: 'push.malformed',
  body_empty: 'push.empty',
  envelope_malformed: 'push.malformed',
  signature_missing: 'push.noSignature',
  signature_wrong: 'push.badSignature',
  plaintext_refused: 'push.plaintext',
  undecryptable: 'push.undecryptable',
  app_id_wrong: 'push.wrongApp',
  event_unreadable: 'push.noEvent',
}
const GOOD = new Set(['accepted', 'url_check'])

export function pushWords(outcome: string): string {
  const key = WORDS[outcome]
  return key === undefined ? outcome : t(key)
}

export function pushGood(outcome: string): boolean {
  return GOOD.has(outcome)
}

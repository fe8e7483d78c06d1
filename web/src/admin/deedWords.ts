import { t, type Key } from '@/shared/i18n/i18n'
import { exactTime } from '@/shared/instant'

/** What the audit log can hold, in the server's words and in people's. */
export const DEEDS: Readonly<Record<string, Key>> = {
  logged_in: 'deed.loggedIn',
  login_failed: 'deed.loginFailed',
  logged_out: 'deed.loggedOut',
  password_changed: 'deed.passwordChanged',
  staff_added: 'deed.staffAdded',
  staff_changed: 'deed.staffChanged',
  shop_added: 'deed.shopAdded',
  shop_changed: 'deed.shopChanged',
  shop_removed: 'deed.shopRemoved',
  api_key_added: 'deed.keyAdded',
  api_key_removed: 'deed.keyRemoved',
  handed_over: 'deed.handedOver',
  customer_blocked: 'deed.blocked',
  customer_unblocked: 'deed.unblocked',
  exported: 'deed.exported',
  restored: 'deed.restored',
  quarantine_read_again: 'deed.readAgain',
  quarantine_dropped: 'deed.dropped',
  parked_read_again: 'deed.parkedAgain',
  sending_tried_again: 'deed.sendingTried',
  answer_decided: 'deed.decided',
}

/** Those after which somebody may ask who did it. */
const GRAVE = new Set(['login_failed', 'shop_removed', 'api_key_added', 'api_key_removed', 'staff_changed', 'exported', 'restored', 'quarantine_dropped'])

export function deedWords(what: string): string {
  const key = DEEDS[what]
  return key === undefined ? what : t(key)
}

export function isGrave(what: string): boolean {
  return GRAVE.has(what)
}

/** The conversation a deed was done to, where it was one. */
export function conversationOf(subject: string): string | null {
  return /^conversation (\d+)$/.exec(subject)?.[1] ?? null
}

/** The server's few set phrases in the reader's language; anything else is names and ids, and stays. */
export function detailWords(detail: string, nameOf: (username: string) => string): string {
  const from = /^from (\S+)$/.exec(detail)?.[1]
  const to = /^to (\S+)$/.exec(detail)?.[1]
  const until = /^until (\S+)$/.exec(detail)?.[1]
  if (from !== undefined) {
    return t('deed.from', { address: from })
  }
  if (to !== undefined) {
    return t('deed.to', { name: nameOf(to) })
  }
  if (until !== undefined) {
    return t('deed.until', { time: exactTime(until) })
  }
  return detail === 'for good' ? t('block.forGood') : detail
}

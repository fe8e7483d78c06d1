import { t, type Key } from '@/shared/i18n/i18n'
import type { Action, Group, Hit } from './wordingApi'

export const GROUPS: readonly Group[] = ['contacts', 'phone_numbers', 'links', 'qr_codes', 'insults']

export const GROUP_NAMES: Readonly<Record<Group, Key>> = {
  contacts: 'wording.group.contacts',
  phone_numbers: 'wording.group.phone_numbers',
  links: 'wording.group.links',
  qr_codes: 'wording.group.qr_codes',
  insults: 'wording.group.insults',
}

export const ACTION_NAMES: Readonly<Record<Action, Key>> = { warn: 'wording.action.warn', confirm: 'wording.action.confirm', refuse: 'wording.action.refuse' }

/** Why somebody should look at it: what the server knows of it, or what the shop has noted. */
export function reasonWords({ kind, value, note }: Hit): string {
  if (kind === 'shipped') {
    return value in GROUP_NAMES ? t(GROUP_NAMES[value as Group]) : value // A newer server may have more groups.
  }
  return note || t('wording.ofTheShop')
}

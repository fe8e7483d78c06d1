import type { PasswordRule } from '@/session/sessionStore'
import type { Reply } from '@/shared/http'
import { t, type Key } from '@/shared/i18n/i18n'
import { troubleWords } from '@/shared/toast'

/** Why an account, a name or a password was not taken, by the server's reason. */
export const ACCOUNT_REASONS: Readonly<Record<string, Key>> = {
  wrong_password: 'settings.wrongPassword',
  password_too_short: 'account.passwordTooShort',
  password_too_long: 'account.passwordTooLong',
  password_guessable: 'account.passwordGuessable',
  username_invalid: 'account.usernameInvalid',
  taken: 'account.taken',
  name_unreadable: 'account.nameUnreadable',
  name_confusable: 'account.nameConfusable',
  name_reserved: 'account.nameReserved',
  admin_sees_all_shops: 'account.adminSeesAllShops',
  too_many_accounts: 'account.tooMany',
  last_administrator: 'staff.lastAdministrator',
}

export function accountTrouble(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): string {
  if (reply.kind === 'throttled' && reply.reason === 'login_busy') {
    return t('account.busy', { n: reply.afterSeconds })
  }
  const key = reply.kind === 'refused' ? ACCOUNT_REASONS[reply.reason] : undefined
  return key === undefined ? troubleWords(reply) : t(key)
}

/** As far as the page can tell: what is easy to guess only the server knows. */
export function fits(password: string, rule: Pick<PasswordRule, 'min_characters' | 'max_bytes'>): boolean {
  return [...password].length >= rule.min_characters && new TextEncoder().encode(password).length <= rule.max_bytes
}

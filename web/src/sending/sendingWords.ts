import { t, type Key } from '@/shared/i18n/i18n'
import type { ShopSending } from './sendingStore'

const HTTP_FORBIDDEN = 403

const REASON: Readonly<Record<string, Key>> = {
  minute_quota: 'sending.minuteQuota',
  day_quota: 'sending.dayQuota',
  address_not_allowed: 'sending.address',
  not_authorised: 'sending.notAuthorised',
  credentials: 'sending.credentials',
}

/** Why a shop's replies stand still; the words end in a comma or full stop, for what follows. */
export function sendingReason({ reason, errcode }: ShopSending): string {
  // Of a bare 403 the platform says no more, not even which address it saw.
  return t(errcode === HTTP_FORBIDDEN ? 'sending.forbidden' : (REASON[reason ?? ''] ?? 'sending.other'))
}

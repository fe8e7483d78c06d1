import { t } from '@/shared/i18n/i18n'
import { tailOf } from './customerFace'

export function customerName(openId: string): string {
  return t('customer.name', { tail: tailOf(openId) })
}

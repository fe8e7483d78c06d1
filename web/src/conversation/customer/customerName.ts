import { t } from '@/shared/i18n/i18n'
import { tailOf } from './customerFace'

/** What is known of a customer's name: the one that people gave, and the openid. */
export interface Named {
  remark_name: string | null
  open_id: string
}

/** As the server names those that nobody is; the platform's OpenIDs begin with an o. */
const TEST_CUSTOMER = 'xiaoer-test-'

/** How people on this desk call a customer; never shown to the customer. */
export function customerName({ remark_name, open_id }: Named): string {
  return remark_name ?? (open_id.startsWith(TEST_CUSTOMER) ? t('customer.test') : t('customer.name', { tail: tailOf(open_id) }))
}

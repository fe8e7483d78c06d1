import type { Key } from '@/shared/i18n/i18n'
import type { Definition } from './reportApi'

export const UNITS: Readonly<Record<Definition['unit'], Key>> = {
  round: 'preset.unit.round',
  session: 'preset.unit.session',
  customer_day: 'preset.unit.customer_day',
  message: 'preset.unit.message',
}

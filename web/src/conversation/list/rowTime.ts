import { clockTime, dayName, dayOf, type Instant } from '@/shared/instant'
import { t } from '@/shared/i18n/i18n'

/** The time in a row of the list: as short as it can be told. */
export function rowTime(instant: Instant, nowMillis: number): string {
  const day = dayName(dayOf(instant), nowMillis)
  switch (day.kind) {
    case 'today':
      return clockTime(instant)
    case 'yesterday':
      return t('list.yesterday')
    case 'this-year':
    case 'other':
      return day.date
  }
}

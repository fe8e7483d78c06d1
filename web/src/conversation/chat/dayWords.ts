import { dayName } from '@/shared/instant'
import { t } from '@/shared/i18n/i18n'

export function dayWords(day: string, nowMillis: number): string {
  const name = dayName(day, nowMillis)
  switch (name.kind) {
    case 'today':
      return t('chat.today')
    case 'yesterday':
      return t('chat.yesterday')
    case 'this-year':
    case 'other':
      return day
  }
}

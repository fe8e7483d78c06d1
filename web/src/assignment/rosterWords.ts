import { listed, t } from '@/shared/i18n/i18n'
import type { Outlook } from './roster'
import { whenWords } from './queueWords'

/** More of them are a number. */
const NAMES_MAX = 3

/** What becomes of the next customer, in words. */
export function outlookWords(outlook: Outlook, nowMillis: number): string {
  switch (outlook.kind) {
    case 'manual':
      return t('assignment.next.manual')
    case 'closed':
      return outlook.opensAt === null ? t('assignment.next.closed') : t('assignment.next.closedUntil', { time: whenWords(outlook.opensAt, nowMillis) })
    case 'nobody':
      return t('assignment.next.nobody')
    case 'full':
      return t('assignment.next.full', { n: outlook.online, load: outlook.load, ceiling: outlook.ceiling })
    case 'next': {
      const { names } = outlook
      if (names.length > NAMES_MAX) {
        return t('assignment.next.toSeveral', { n: names.length })
      }
      return t(names.length === 1 ? 'assignment.next.to' : 'assignment.next.toAny', { names: listed(names) })
    }
  }
}

import { spanRoughly } from '@/shared/figures'
import { t } from '@/shared/i18n/i18n'
import type { Waiting } from './waiting'

export function waitingWords({ seconds, urgency }: Waiting): string {
  switch (urgency) {
    case 'calm':
      return t('waiting.seconds', { n: seconds })
    case 'amber':
      return t('waiting.amber', { n: seconds })
    case 'red':
      return t('waiting.red', { n: seconds })
    case 'overdue':
      return t('waiting.overdue', { time: spanRoughly(seconds) })
  }
}

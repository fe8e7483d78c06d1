import { t } from '@/shared/i18n/i18n'
import type { Waiting } from './waiting'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

export function waitingWords({ seconds, urgency }: Waiting): string {
  switch (urgency) {
    case 'calm':
      return t('waiting.seconds', { n: seconds })
    case 'amber':
      return t('waiting.amber', { n: seconds })
    case 'red':
      return t('waiting.red', { n: seconds })
    case 'overdue':
      return t('waiting.overdue', { time: spanWords(seconds) })
  }
}

function spanWords(seconds: number): string {
  if (seconds < HOUR) {
    return t('waiting.minutes', { n: Math.floor(seconds / MINUTE) })
  }
  return seconds < DAY ? t('waiting.hours', { n: Math.floor(seconds / HOUR) }) : t('waiting.days', { n: Math.floor(seconds / DAY) })
}

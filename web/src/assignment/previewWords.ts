import { t } from '@/shared/i18n/i18n'

const MINUTE = 60

/** `12 秒`, `3 分 05 秒`; nobody was served: a dash. */
export function waitWords(seconds: number | null): string {
  if (seconds === null) {
    return '–'
  }
  return seconds < MINUTE ? t('preview.seconds', { n: seconds }) : t('preview.minutes', { n: Math.floor(seconds / MINUTE), seconds: String(seconds % MINUTE).padStart(2, '0') })
}

/** Of two numbers of which the smaller is the better one. */
export function differenceOf(now: number | null, before: number | null): 'better' | 'worse' | 'same' {
  if (now === null || before === null || now === before) {
    return 'same'
  }
  return now < before ? 'better' : 'worse'
}

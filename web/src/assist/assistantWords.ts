import { t, type Key } from '@/shared/i18n/i18n'
import type { AssistantFailure, AssistantTrial } from './assistantApi'

const FAILURES: Readonly<Record<AssistantFailure, Key>> = {
  unreachable: 'assist.failed.unreachable',
  forbidden_address: 'assist.failed.forbidden_address',
  slow: 'assist.failed.slow',
  endless: 'assist.failed.endless',
  unauthorized: 'assist.failed.unauthorized',
  throttled: 'assist.failed.throttled',
  refused: 'assist.failed.refused',
  not_a_stream: 'assist.failed.not_a_stream',
  cut: 'assist.failed.cut',
  too_large: 'assist.failed.too_large',
  empty: 'assist.failed.empty',
  filtered: 'assist.failed.filtered',
}

/** Why a model has given nothing; a newer server may know more reasons. */
export function failureWords(why: string): string {
  return why in FAILURES ? t(FAILURES[why as AssistantFailure]) : t('assist.failed.other')
}

/** What came of a trial, with what the host said where it said anything. */
export function trialWords({ outcome, status, text, first_word_milliseconds, milliseconds }: AssistantTrial): string {
  if (outcome === 'answered') {
    return t('assist.trialAnswered', { text, first: first_word_milliseconds ?? milliseconds, total: milliseconds })
  }
  const said = [status === 0 ? '' : String(status), text].filter((part) => part !== '').join(' ')
  return said === '' ? failureWords(outcome) : t('assist.trialFailed', { why: failureWords(outcome), said })
}

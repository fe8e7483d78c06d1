import type { Key } from '@/shared/i18n/i18n'
import type { SuggestionSource } from './suggestApi'

export const SOURCE_WORDS: Readonly<Record<SuggestionSource, Key>> = { phrase: 'suggest.source.phrase', past_answer: 'suggest.source.pastAnswer' }

/** In hundredths, as the threshold is set. */
export function scoreWords(score: number): string {
  return String(Math.round(score * 100))
}

import { t, type Key } from '@/shared/i18n/i18n'
import { asArray, asObject, asText, type JsonObject } from '@/shared/json'
import type { Hit } from '@/wording/wordingApi'

/** A passage of a draft that the shop has not stated. */
export interface Warning {
  kind: string
  text: string
}

const KINDS: Readonly<Record<string, Key>> = {
  amount: 'assist.warn.amount',
  refund: 'assist.warn.refund',
  date: 'assist.warn.date',
  contact: 'assist.warn.contact',
  link: 'assist.warn.link',
  other: 'assist.warn.other',
}

export function warningsOf(done: JsonObject): Warning[] {
  return asArray(done['warnings']).map(asObject).map((one) => ({ kind: asText(one['kind']), text: asText(one['text']) }))
}

/** Those passages that still stand in a text, wherever they have moved to; each time they do. */
export function standing(warnings: readonly Warning[], text: string): Hit[] {
  const hits: Hit[] = []
  for (const warning of warnings) {
    for (let from = text.indexOf(warning.text); from >= 0 && warning.text !== ''; from = text.indexOf(warning.text, from + warning.text.length)) {
      const to = from + warning.text.length
      if (!hits.some((hit) => hit.from < to && from < hit.to)) {
        hits.push({ from, to, kind: 'word', value: '', action: 'confirm', replacement: null, note: t(KINDS[warning.kind] ?? 'assist.warn.other') })
      }
    }
  }
  return hits.sort((a, b) => a.from - b.from)
}

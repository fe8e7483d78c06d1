import { asArray, asObject, asText, asTextOrNull, type JsonObject } from '@/shared/json'
import type { Action, Hit } from './wordingApi'

const STRENGTH: Readonly<Record<Action, number>> = { warn: 1, confirm: 2, refuse: 3 }

/** A text and what was found in it. */
export interface Checked {
  text: string
  hits: readonly Hit[]
}

/** A stretch of a text; `action` is null where nothing was found. */
export interface Stretch {
  words: string
  action: Action | null
}

export function strongest(hits: readonly Hit[]): Action | null {
  return hits.reduce<Action | null>((found, { action }) => (found === null || STRENGTH[action] > STRENGTH[found] ? action : found), null)
}

/** Those that still hold while somebody goes on writing behind them. */
export function stillThere({ text: before, hits }: Checked, text: string): Hit[] {
  let same = 0
  while (same < before.length && before[same] === text[same]) {
    same++
  }
  return hits.filter(({ to }) => to <= same)
}

/** The whole text in pieces; where hits overlap, the strongest decides. */
export function stretches(text: string, hits: readonly Hit[]): Stretch[] {
  const ends = [...new Set([0, text.length, ...hits.flatMap(({ from, to }) => [from, to])])].filter((at) => at <= text.length).sort((a, b) => a - b)
  const pieces: Stretch[] = []
  for (const [index, from] of ends.slice(0, -1).entries()) {
    const to = ends[index + 1] ?? text.length
    const words = text.slice(from, to)
    const action = strongest(hits.filter((hit) => hit.from <= from && hit.to >= to))
    const last = pieces.at(-1)
    if (last?.action === action) {
      last.words += words
    } else {
      pieces.push({ words, action })
    }
  }
  return pieces
}

/** What a refusal says was found. */
export function hitsOf(about: JsonObject): Hit[] {
  return asArray(about['hits']).map(asObject).map((hit) => ({
    from: Number(hit['from']),
    to: Number(hit['to']),
    kind: asText(hit['kind']) as Hit['kind'],
    value: asText(hit['value']),
    action: asText(hit['action']) as Action,
    replacement: asTextOrNull(hit['replacement']),
    note: asText(hit['note']),
  }))
}

import type { Span } from './reportApi'

export interface Piece {
  state: Span['state']
  /** Of the day, in per cent. */
  left: number
  width: number
}

const DAY_MS = 86_400_000

/** The parts of one day's spans, which may begin before it or end after it; offline is left blank. */
export function onStrip(day: string, spans: readonly Span[]): Piece[] {
  const midnight = Date.parse(`${day}T00:00:00+08:00`)
  return spans.flatMap(({ from, to, state }) => {
    const begin = Math.max(Date.parse(from) - midnight, 0)
    const end = Math.min(Date.parse(to) - midnight, DAY_MS)
    return state === 'offline' || end <= begin ? [] : [{ state, left: (100 * begin) / DAY_MS, width: (100 * (end - begin)) / DAY_MS }]
  })
}

import type { Hit } from './findApi'

/** So many of one customer are shown before somebody asks for more: the others are not to be pushed off the page. */
const OF_ONE_SHOWN = 3

export interface Row {
  hit: Hit
  /** How many more of this customer are found and not shown; said below the last that is. */
  hidden: number
}

export function byCustomer(hits: readonly Hit[], unfolded: ReadonlySet<string>): Row[] {
  const counts = new Map<string, number>()
  for (const { conversation_id } of hits) {
    counts.set(conversation_id, (counts.get(conversation_id) ?? 0) + 1)
  }
  const seen = new Map<string, number>()
  return hits.flatMap((hit) => {
    const nth = (seen.get(hit.conversation_id) ?? 0) + 1
    seen.set(hit.conversation_id, nth)
    if (unfolded.has(hit.conversation_id)) {
      return [{ hit, hidden: 0 }]
    }
    const more = (counts.get(hit.conversation_id) ?? 0) - OF_ONE_SHOWN
    return nth > OF_ONE_SHOWN ? [] : [{ hit, hidden: nth === OF_ONE_SHOWN ? Math.max(0, more) : 0 }]
  })
}

/**
 * The order of the rows while the pointer rests on the list: as it was, so that nothing moves under it.
 * Rows a scroll has brought go to the end; newcomers wait until the pointer leaves.
 */
export interface Frozen {
  ids: string[]
  /** Newcomers and movers that the agent does not see at their place yet. */
  held: number
}

export function frozenOrder(frozen: readonly string[], present: readonly string[], paged: ReadonlySet<string>): Frozen {
  const presentSet = new Set(present)
  const frozenSet = new Set(frozen)
  const ids = [
    ...frozen.filter((id) => presentSet.has(id)),
    ...present.filter((id) => paged.has(id) && !frozenSet.has(id)),
  ]
  return { ids, held: present.length - ids.length + movedUp(ids, present) }
}

/** How many rows would rise past the row that now stands before them. */
function movedUp(ids: readonly string[], present: readonly string[]): number {
  const place = new Map(present.map((id, index) => [id, index]))
  let moved = 0
  let furthest = -1
  for (const id of ids) {
    const at = place.get(id) ?? 0
    if (at < furthest) {
      moved++
    }
    furthest = Math.max(furthest, at)
  }
  return moved
}

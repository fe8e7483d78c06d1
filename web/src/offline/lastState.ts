import type { Conversation } from '@/conversation/conversation'
import type { Instant } from '@/shared/instant'
import { asArray, asNumberOrNull, asObject, asText } from '@/shared/json'
import { ofAccount } from '@/shared/kept'

/**
 * Who waited when this page last knew: how many, in which shop, since when. No name, no openid and no word of a
 * customer: it lies on the telephone as it is.
 */
export interface LastState {
  at: number
  count: number
  /** The longest waiting first. */
  rows: LastRow[]
}

export interface LastRow {
  shop: string
  since: Instant
  mine: boolean
}

const KEPT = 'last-state'
/** More fit on no screen. */
const ROWS_MAX = 20

export function stateOf(waiting: readonly Conversation[], username: string, shopName: (id: string) => string, now: number): LastState {
  const rows = waiting
    .flatMap(({ shop, waiting_since: since, assignee }) => (since === null ? [] : [{ shop: shopName(shop), since, mine: assignee?.username === username }]))
    .sort((a, b) => (a.since < b.since ? -1 : 1))
  return { at: now, count: rows.length, rows: rows.slice(0, ROWS_MAX) }
}

export function keepLastState(username: string, state: LastState): void {
  ofAccount(username).write(KEPT, JSON.stringify(state))
}

export function forgetLastState(username: string): void {
  ofAccount(username).remove(KEPT)
}

export function lastState(username: string): LastState | null {
  try {
    const kept = asObject(JSON.parse(ofAccount(username).read(KEPT) ?? ''))
    const [at, count] = [asNumberOrNull(kept['at']), asNumberOrNull(kept['count'])]
    const rows = asArray(kept['rows']).map(asObject).map((row) => ({ shop: asText(row['shop']), since: asText(row['since']), mine: row['mine'] === true }))
    return at === null || count === null ? null : { at, count, rows }
  } catch {
    return null
  }
}

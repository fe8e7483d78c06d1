import type { Kind } from '@/conversation/conversation'
import { decodeKind } from '@/conversation/decode'
import { http, nothing, type Reply } from '@/shared/http'
import type { Instant } from '@/shared/instant'
import { asArray, asNumberOrNull, asObject, asText, asTextOrNull } from '@/shared/json'

/** What one may ask for beside the words; what is empty is not asked. */
export interface Query {
  q: string
  shop: string
  from: string
  to: string
  by: string
  direction: '' | 'in' | 'out'
  type: '' | Kind
  tag: string
}

export const EMPTY_QUERY: Query = { q: '', shop: '', from: '', to: '', by: '', direction: '', type: '', tag: '' }

export interface Hit {
  conversationId: string
  messageId: string
  shop: string
  openId: string
  at: Instant
  direction: 'in' | 'out'
  kind: Kind
  by: string | null
  pieces: Piece[]
}

/** A part of the snippet, found or around what was found. */
export interface Piece {
  text: string
  found: boolean
}

export interface SavedView {
  id: string
  name: string
  query: Partial<Query>
  shared: boolean
  /** The one who reads made it. */
  mine: boolean
}

export function fetchHits(query: Query, cursor: string | null): Promise<Reply<{ hits: Hit[]; next: string | null }>> {
  return http(`/api/v1/search?${parameters(instants(query), cursor)}`, {
    decode: (json) => {
      const object = asObject(json)
      return { hits: asArray(object['hits']).map(decodeHit), next: asTextOrNull(object['next_cursor']) }
    },
  })
}

const DAY_MS = 86_400_000

/** Days are the shop's, in Shanghai; the server is asked for instants, the last day included. */
export function instants<T extends Partial<Query>>(query: T): T {
  const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)
  const from = query.from ? new Date(midnight(query.from)).toISOString() : ''
  const to = query.to ? new Date(midnight(query.to) + DAY_MS).toISOString() : ''
  return { ...query, from, to }
}

export function parameters(query: Partial<Query>, cursor: string | null = null): URLSearchParams {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== '') {
      asked.set(name, value)
    }
  }
  if (cursor !== null) {
    asked.set('cursor', cursor)
  }
  return asked
}

function decodeHit(json: unknown): Hit {
  const hit = asObject(json)
  return {
    conversationId: asText(hit['conversation_id']),
    messageId: asText(hit['message_id']),
    shop: asText(hit['shop']),
    openId: asText(hit['open_id']),
    at: asText(hit['at']),
    direction: hit['direction'] === 'out' ? 'out' : 'in',
    kind: decodeKind(hit['type']),
    by: asTextOrNull(hit['by']),
    pieces: piecesOf(asText(hit['snippet']), asArray(hit['marks'])),
  }
}

/** Cuts the snippet at the marks; marks that make no sense mark nothing. */
export function piecesOf(snippet: string, marks: readonly unknown[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const mark of marks) {
    const [from, to] = asArray(mark).map((place) => asNumberOrNull(place) ?? -1)
    if (from === undefined || to === undefined || from < at || to <= from || to > snippet.length) {
      continue
    }
    if (from > at) {
      pieces.push({ text: snippet.slice(at, from), found: false })
    }
    pieces.push({ text: snippet.slice(from, to), found: true })
    at = to
  }
  if (at < snippet.length) {
    pieces.push({ text: snippet.slice(at), found: false })
  }
  return pieces
}

const VIEWS = '/api/v1/views'

export function fetchViews(): Promise<Reply<SavedView[]>> {
  return http(VIEWS, {
    decode: (json) =>
      asArray(asObject(json)['views']).map((entry) => {
        const view = asObject(entry)
        const query = Object.fromEntries(Object.entries(asObject(view['query'])).map(([name, value]) => [name, asText(value)]))
        return { id: asText(view['id']), name: asText(view['name']), query, shared: view['shared'] === true, mine: view['mine'] === true }
      }),
  })
}

export function postView(name: string, query: Query, shared: boolean): Promise<Reply<undefined>> {
  return http(VIEWS, { method: 'POST', body: { name, query: Object.fromEntries(parameters(query)), shared }, decode: nothing })
}

export function deleteView(id: string): Promise<Reply<undefined>> {
  return http(`${VIEWS}/${encodeURIComponent(id)}`, { method: 'DELETE', decode: nothing })
}

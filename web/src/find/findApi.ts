import type { MessageType } from '@/conversation/conversation'
import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Hit = Schemas['Hit']
export type SavedView = Schemas['SavedView']

/** What one may ask for beside the words; what is empty is not asked. */
export interface Query {
  q: string
  shop: string
  from: string
  to: string
  by: string
  direction: '' | 'in' | 'out'
  type: '' | MessageType
  tag: string
}

export const EMPTY_QUERY: Query = { q: '', shop: '', from: '', to: '', by: '', direction: '', type: '', tag: '' }

/** A part of the snippet, found or around what was found. */
export interface Piece {
  text: string
  found: boolean
}

export function fetchHits(query: Query, cursor: string | null): Promise<Reply<{ hits: Hit[]; next_cursor: string | null }>> {
  const { q, shop, from, to, by, direction, type, tag } = instants(query)
  return request('get', '/api/v1/search', {
    query: {
      q: q || undefined,
      shop: shop || undefined,
      from: from || undefined,
      to: to || undefined,
      by: by || undefined,
      direction: direction || undefined,
      type: type || undefined,
      tag: tag || undefined,
      cursor: cursor ?? undefined,
    },
  })
}

const DAY_MS = 86_400_000

/** Messages of one conversation, the newest first. */
export function fetchHitsIn(conversation: string, q: string, cursor: string | null): Promise<Reply<{ hits: Hit[]; next_cursor: string | null }>> {
  return request('get', '/api/v1/search', { query: { q, conversation, limit: 100, cursor: cursor ?? undefined } })
}

/** Days are the shop's, in Shanghai; the server is asked for instants, the last day included. */
export function instants<T extends Partial<Query>>(query: T): T {
  const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)
  const from = query.from ? new Date(midnight(query.from)).toISOString() : ''
  const to = query.to ? new Date(midnight(query.to) + DAY_MS).toISOString() : ''
  return { ...query, from, to }
}

export function parameters(query: Partial<Query>): URLSearchParams {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== '') {
      asked.set(name, value)
    }
  }
  return asked
}

/** Cuts the snippet at the marks; marks that make no sense mark nothing. */
export function piecesOf(snippet: string, marks: Hit['marks']): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const [from, to] of marks) {
    if (from < at || to <= from || to > snippet.length) {
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

export function fetchViews(): Promise<Reply<SavedView[]>> {
  return mapped(request('get', '/api/v1/views'), ({ views }) => views)
}

export function postView(name: string, query: Query, shared: boolean): Promise<Reply<SavedView>> {
  return request('post', '/api/v1/views', { body: { name, query: Object.fromEntries(parameters(query)), shared } })
}

export function deleteView(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/views/{id}', { path: { id } })
}

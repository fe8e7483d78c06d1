import { http, nothing, type Reply } from '@/shared/http'
import { asNumberOrNull, asObject, asTextOrNull } from '@/shared/json'
import type { Conversation, Message } from './conversation'
import { decodeConversation, decodeConversations, decodeMessages } from './decode'

export type ListOrder = 'newest' | 'waiting'
export type ListView = 'all' | 'mine' | 'queue' | 'colleagues' | 'closed'

export interface ConversationPage {
  conversations: Conversation[]
  nextCursor: string | null
  seq: number
}

export interface MessagePage {
  messages: Message[]
  hasMore: boolean
  hasNewer: boolean
  seq: number
}

/** Which part of a conversation is read. */
export type Part = { kind: 'newest' } | { kind: 'before' | 'after' | 'around'; id: string }

export const NEWEST: Part = { kind: 'newest' }

export const CONVERSATIONS_PER_PAGE = 50
export const MESSAGES_PER_PAGE = 50

const BASE = '/api/v1/conversations'

export function fetchConversations(query: { shop: string; order: ListOrder; view: ListView; cursor: string | null }): Promise<Reply<ConversationPage>> {
  const parameters = new URLSearchParams({ limit: String(CONVERSATIONS_PER_PAGE), order: query.order })
  if (query.view !== 'all') {
    parameters.set('view', query.view)
  }
  if (query.shop !== '') {
    parameters.set('shop', query.shop)
  }
  if (query.cursor !== null) {
    parameters.set('cursor', query.cursor)
  }
  return http(`${BASE}?${parameters}`, {
    decode: (json) => {
      const object = asObject(json)
      return {
        conversations: decodeConversations(object['conversations']),
        nextCursor: asTextOrNull(object['next_cursor']),
        seq: asNumberOrNull(object['seq']) ?? 0,
      }
    },
  })
}

export function fetchConversation(id: string): Promise<Reply<Conversation | null>> {
  return http(`${BASE}/${encodeURIComponent(id)}`, { decode: decodeConversation })
}

export function fetchMessages(conversationId: string, part: Part, limit = MESSAGES_PER_PAGE): Promise<Reply<MessagePage>> {
  const parameters = new URLSearchParams({ limit: String(limit) })
  if (part.kind !== 'newest') {
    parameters.set(part.kind, part.id)
  }
  return http(`${BASE}/${encodeURIComponent(conversationId)}/messages?${parameters}`, {
    decode: (json) => {
      const object = asObject(json)
      return {
        messages: decodeMessages(object['messages']),
        hasMore: object['has_more'] === true,
        hasNewer: object['has_newer'] === true,
        seq: asNumberOrNull(object['seq']) ?? 0,
      }
    },
  })
}

export function postRead(conversationId: string, messageId: string): Promise<Reply<undefined>> {
  return http(`${BASE}/${encodeURIComponent(conversationId)}/read`, { method: 'POST', body: { message_id: messageId }, decode: nothing })
}

/** Fetch once more what the customer sent. */
export function postFetchAgain(messageId: string): Promise<Reply<undefined>> {
  return http(`/api/v1/messages/${encodeURIComponent(messageId)}/fetch-again`, { method: 'POST', decode: nothing })
}

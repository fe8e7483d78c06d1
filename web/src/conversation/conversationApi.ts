import { mapped, request, type Reply } from '@/shared/http'
import { readable, type Conversation, type Message } from './conversation'

export type ListOrder = 'newest' | 'waiting'
export type ListView = 'all' | 'mine' | 'queue' | 'colleagues' | 'closed'

export interface ConversationPage {
  conversations: Conversation[]
  next_cursor: string | null
  seq: number
}

export interface MessagePage {
  messages: Message[]
  has_more: boolean
  has_newer: boolean
  seq: number
}

/** Which part of a conversation is read. */
export type Part = { kind: 'newest' } | { kind: 'before' | 'after' | 'around'; id: string }

export const NEWEST: Part = { kind: 'newest' }

export const CONVERSATIONS_PER_PAGE = 50
export const MESSAGES_PER_PAGE = 50

export function fetchConversations({ shop, order, view, cursor, limit = CONVERSATIONS_PER_PAGE }: { shop: string; order: ListOrder; view: ListView; cursor: string | null; limit?: number }): Promise<Reply<ConversationPage>> {
  return request('get', '/api/v1/conversations', { query: { limit, order, view, shop: shop || undefined, cursor: cursor ?? undefined } })
}

export function fetchConversation(id: string): Promise<Reply<Conversation>> {
  return request('get', '/api/v1/conversations/{id}', { path: { id } })
}

export function fetchMessages(conversationId: string, part: Part, limit = MESSAGES_PER_PAGE): Promise<Reply<MessagePage>> {
  const at = (kind: Part['kind']) => (part.kind !== 'newest' && part.kind === kind ? part.id : undefined)
  const query = { limit, before: at('before'), after: at('after'), around: at('around') }
  return mapped(request('get', '/api/v1/conversations/{id}/messages', { path: { id: conversationId }, query }), (page) => ({ ...page, messages: page.messages.map(readable) }))
}

export function postRead(conversationId: string, messageId: string): Promise<Reply<undefined>> {
  return request('post', '/api/v1/conversations/{id}/read', { path: { id: conversationId }, body: { message_id: messageId } })
}

export function postUnread(conversationId: string): Promise<Reply<undefined>> {
  return request('post', '/api/v1/conversations/{id}/unread', { path: { id: conversationId } })
}

/** Fetch once more what the customer sent. */
export function postFetchAgain(messageId: string): Promise<Reply<undefined>> {
  return request('post', '/api/v1/messages/{id}/fetch-again', { path: { id: messageId } })
}

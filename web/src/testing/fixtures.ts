import type { Conversation, Message, MessageContent } from '@/conversation/conversation'
import type { User } from '@/session/sessionStore'

export function user(): User {
  return { username: 'lin', name: '林', role: 'agent', state: 'online', shops: null, permissions: [], password_rule: { min_characters: 10, max_bytes: 72 }, version: '' }
}

/** A customer's text, unless told otherwise. */
export function message(change: Partial<Omit<Message, 'type'>> & { id: string }, content: MessageContent = text(`message ${change.id}`)): Message {
  return {
    conversation_id: '7',
    sort_key: change.id.padStart(4, '0'),
    direction: 'in',
    origin: 'customer',
    msg_id: null,
    client_id: null,
    state: null,
    error: null,
    by: null,
    created_at: '2026-11-23T08:00:00Z',
    received_at: '2026-11-23T08:00:00.5Z',
    ...change,
    ...content,
  }
}

export function text(content: string): MessageContent {
  return { type: 'text', text: { content } }
}

export function conversation(change: Partial<Conversation> & { id: string }): Conversation {
  return {
    shop: 'main',
    open_id: `oHx${change.id}`,
    remark_name: null,
    unread: 0,
    starred: false,
    tags: [],
    note: false,
    blocked: false,
    assignee: null,
    assigned_at: null,
    handed_over: null,
    returned_from: null,
    queue: null,
    group: null,
    open: true,
    last_message_at: '2026-11-23T08:00:00Z',
    waiting_since: null,
    budget: { left: 5, automatic_left: 2, expires_at: '2026-11-25T08:00:00Z' },
    last_message: null,
    ...change,
  }
}

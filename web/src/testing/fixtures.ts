import type { Conversation, Message } from '@/conversation/conversation'

/** A customer's text, unless told otherwise. */
export function message(change: Partial<Message> & { id: string }): Message {
  return {
    conversationId: '7',
    sortKey: change.id.padStart(4, '0'),
    direction: 'in',
    origin: 'customer',
    body: { type: 'text', content: `message ${change.id}` },
    msgId: null,
    clientId: null,
    state: null,
    error: null,
    by: null,
    createdAt: '2026-11-23T08:00:00Z',
    receivedAt: null,
    canUndoUntil: null,
    nextTryAt: null,
    decision: null,
    automatic: false,
    ...change,
  }
}

export function conversation(change: Partial<Conversation> & { id: string }): Conversation {
  return {
    shop: 'main',
    openId: `oHx${change.id}`,
    unread: 0,
    lastMessageAt: '2026-11-23T08:00:00Z',
    waitingSince: null,
    budget: { left: 5, expiresAt: '2026-11-25T08:00:00Z' },
    lastMessage: null,
    care: null,
    starred: false,
    tags: [],
    blocked: false,
    noted: false,
    ...change,
  }
}

/** As the server would write them. */
export function messageJson(id: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    conversation_id: '7',
    sort_key: id.padStart(4, '0'),
    direction: 'in',
    origin: 'customer',
    type: 'text',
    text: { content: `message ${id}` },
    msg_id: null,
    client_id: null,
    state: null,
    error: null,
    by: null,
    created_at: '2026-11-23T08:00:00Z',
    received_at: '2026-11-23T08:00:00.5Z',
    ...change,
  }
}

export function conversationJson(id: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    shop: 'main',
    open_id: `oHx${id}`,
    unread: 0,
    last_message_at: '2026-11-23T08:00:00Z',
    waiting_since: null,
    budget: { left: 5, expires_at: '2026-11-25T08:00:00Z' },
    last_message: null,
    ...change,
  }
}

import type { Rule } from '@/assignment/assignmentApi'
import type { Conversation, Message, MessageContent } from '@/conversation/conversation'
import type { User } from '@/session/sessionStore'
import type { Colleague } from '@/staff/colleagueStore'

export function user(): User {
  return { username: 'lin', name: '林', role: 'agent', state: 'online', shops: null, permissions: [], second_factor_needed: false, password_rule: { min_characters: 15, min_characters_by_role: { agent: 15, supervisor: 15, administrator: 15 }, max_bytes: 1024 }, version: '' }
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
    assigned_by: null,
    handed_over: null,
    returned_from: null,
    queue: null,
    group: null,
    after_sales_due: 0,
    open: true,
    last_message_at: '2026-11-23T08:00:00Z',
    waiting_since: null,
    budget: { left: 5, automatic_left: 2, expires_at: '2026-11-25T08:00:00Z' },
    last_message: null,
    ...change,
  }
}

/** Online, with a page open. */
export function colleague(username: string, change: Partial<Colleague> = {}): Colleague {
  return { username, name: username, role: 'agent', state: 'online', presence: 'connected', load: 0, ceiling: null, shops: null, ...change }
}

/** An automatic one that somebody has set. */
export function rule(change: Partial<Rule> = {}): Rule {
  return { mode: 'automatic', ceiling: 10, prefer_last_agent: true, pull_back_after_seconds: 120, away_after_missed: 0, idle_minutes: 10, overflow_after_seconds: 60, changed_at: '2026-11-20T08:00:00Z', changed_by: 'lin', ...change }
}

/** The description of a server that has these paths. */
export function knowing(...paths: string[]): { paths: Record<string, object> } {
  return { paths: Object.fromEntries(paths.map((path) => [path, {}])) }
}

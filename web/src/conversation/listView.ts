import type { Conversation } from './conversation'
import type { ListView } from './conversationApi'

/** Whether a conversation belongs to a view of the list, for the person who looks. */
export function isIn(conversation: Conversation, view: ListView, username: string): boolean {
  const { open, assignee } = conversation
  switch (view) {
    case 'all':
      return true
    case 'mine':
      return open && assignee?.username === username
    case 'queue':
      return open && assignee === null
    case 'colleagues':
      return open && assignee !== null && assignee.username !== username
    case 'closed':
      return !open
  }
}

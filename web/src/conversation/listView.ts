import type { Conversation } from './conversation'
import type { ListView } from './conversationApi'

/** Whether a conversation belongs to a view of the list, for the person who looks. */
export function isIn(conversation: Conversation, view: ListView, username: string): boolean {
  const { care } = conversation
  if (view === 'all' || care === null) {
    return view === 'all'
  }
  switch (view) {
    case 'mine':
      return care.open && care.assignee?.username === username
    case 'queue':
      return care.open && care.assignee === null
    case 'colleagues':
      return care.open && care.assignee !== null && care.assignee.username !== username
    case 'closed':
      return !care.open
  }
}

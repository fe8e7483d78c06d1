import { shallowRef } from 'vue'
import type { Message } from '@/conversation/conversation'
import { t } from '@/shared/i18n/i18n'
import { toast } from '@/shared/toast'
import { useDraftStore } from './draftStore'
import { textOf } from './outgoing'
import { useReplyStore } from './replyStore'

/** The answer that was taken back last; a new object each time, so that the composer can go on with its words. */
export const takenBack = shallowRef<{ conversationId: string } | null>(null)

/** Takes an answer back, by its button or by Ctrl+Z. */
export function useUndo(): (message: Message) => Promise<void> {
  const drafts = useDraftStore()
  const replies = useReplyStore()
  return async (message) => {
    const conversationId = message.conversation_id
    if (await replies.takeBack(message)) {
      drafts.putBack(conversationId, textOf(message))
      takenBack.value = { conversationId }
    } else {
      toast(t('state.undoTooLate'), 'warning')
    }
  }
}

import type { Message } from '@/conversation/conversation'
import { request, type Reply } from '@/shared/http'
import { contentOf } from './outgoing'
import type { Unsent } from './unsent'

/** The same `clientId` again gives the same message, so a request whose answer was lost may be repeated. */
export function postReply({ clientId, conversationId, outgoing, seen, anyway, confirmed, draftId, replaces }: Unsent, holdSeconds: number): Promise<Reply<Message>> {
  return request('post', '/api/v1/conversations/{id}/messages', {
    path: { id: conversationId },
    body: {
      client_id: clientId,
      ...contentOf(outgoing),
      ...(holdSeconds > 0 ? { hold_seconds: holdSeconds } : {}),
      ...(seen === null ? {} : { seen_message_id: seen }),
      ...(anyway ? { anyway: true } : {}),
      ...(confirmed ? { confirmed: true } : {}),
      ...(draftId === null ? {} : { draft_id: draftId }),
      ...(replaces === null ? {} : { replaces: replaces.messageId }),
    },
  })
}

/** Takes an answer back that has not left yet. */
export function postUndo(id: string): Promise<Reply<undefined>> {
  return request('post', '/api/v1/messages/{id}/undo', { path: { id } })
}

export function postSendAgain(id: string): Promise<Reply<Message>> {
  return request('post', '/api/v1/messages/{id}/send-again', { path: { id } })
}

/** A person says what became of an answer when the platform does not. */
export function postDecision(id: string, as: 'sent' | 'dropped'): Promise<Reply<undefined>> {
  return request('post', '/api/v1/messages/{id}/decide', { path: { id }, body: { as } })
}

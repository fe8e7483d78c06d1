import type { Message } from '@/conversation/conversation'
import { decodeMessage } from '@/conversation/decode'
import { http, nothing, type Reply } from '@/shared/http'
import { contentOf } from './outgoing'
import type { Unsent } from './unsent'

/** The same `clientId` again gives the same message, so a request whose answer was lost may be repeated. */
export function postReply(unsent: Unsent, holdSeconds: number): Promise<Reply<Message | null>> {
  const { clientId, conversationId, outgoing, seen, anyway } = unsent
  return http(`/api/v1/conversations/${encodeURIComponent(conversationId)}/messages`, {
    method: 'POST',
    body: {
      client_id: clientId,
      type: outgoing.body.type,
      ...contentOf(outgoing),
      ...(holdSeconds > 0 ? { hold_seconds: holdSeconds } : {}),
      ...(seen === null ? {} : { seen_message_id: seen }),
      ...(anyway ? { anyway: true } : {}),
    },
    decode: decodeMessage,
  })
}

function messagePath(messageId: string, what: string): string {
  return `/api/v1/messages/${encodeURIComponent(messageId)}/${what}`
}

/** Takes an answer back that has not left yet. */
export function postUndo(messageId: string): Promise<Reply<undefined>> {
  return http(messagePath(messageId, 'undo'), { method: 'POST', decode: nothing })
}

export function postSendAgain(messageId: string): Promise<Reply<Message | null>> {
  return http(messagePath(messageId, 'send-again'), { method: 'POST', decode: decodeMessage })
}

/** A person says what became of an answer when the platform does not. */
export function postDecision(messageId: string, as: 'sent' | 'dropped'): Promise<Reply<undefined>> {
  return http(messagePath(messageId, 'decide'), { method: 'POST', body: { as }, decode: nothing })
}

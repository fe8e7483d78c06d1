import type { Message } from '@/conversation/conversation'
import { decodeMessage } from '@/conversation/decode'
import { http, type Reply } from '@/shared/http'

/** The same `clientId` again gives the same message, so a request whose answer was lost may be repeated. */
export function postText(conversationId: string, clientId: string, content: string): Promise<Reply<Message | null>> {
  return http(`/api/v1/conversations/${encodeURIComponent(conversationId)}/messages`, {
    method: 'POST',
    body: { client_id: clientId, type: 'text', text: { content } },
    decode: decodeMessage,
  })
}

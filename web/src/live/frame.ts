import type { Conversation, Message } from '@/conversation/conversation'
import { decodeConversations, decodeMessages } from '@/conversation/decode'
import type { Instant } from '@/shared/instant'
import { asNumberOrNull, asObject, asText } from '@/shared/json'

/** What the server says over the live connection. */
export type Frame =
  | { type: 'hello'; version: string; seq: number; now: Instant }
  | { type: 'changes'; from: number; seq: number; conversations: Conversation[]; messages: Message[] }
  | { type: 'reset'; seq: number }
  | { type: 'pong'; seq: number }

/** Null for what is no frame, or one of a newer server: it is passed over. */
export function decodeFrame(text: string): Frame | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const object = asObject(json)
  const seq = asNumberOrNull(object['seq'])
  if (seq === null) {
    return null
  }
  switch (object['type']) {
    case 'hello':
      return { type: 'hello', version: asText(object['version']), seq, now: asText(object['now']) }
    case 'changes': {
      const from = asNumberOrNull(object['from'])
      return from === null
        ? null
        : {
            type: 'changes',
            from,
            seq,
            conversations: decodeConversations(object['conversations']),
            messages: decodeMessages(object['messages']),
          }
    }
    case 'reset':
      return { type: 'reset', seq }
    case 'pong':
      return { type: 'pong', seq }
    default:
      return null
  }
}

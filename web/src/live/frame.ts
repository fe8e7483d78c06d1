import type { Conversation, Message, Person } from '@/conversation/conversation'
import { decodeConversations, decodeMessages, decodePerson } from '@/conversation/decode'
import type { Instant } from '@/shared/instant'
import { asArray, asNumberOrNull, asObject, asText, asTexts } from '@/shared/json'

/** Somebody who looks at a conversation. */
export interface Onlooker extends Person {
  typing: boolean
}

/** What the server says over the live connection. */
export type Frame =
  | { type: 'hello'; version: string; seq: number; now: Instant }
  | { type: 'changes'; from: number; seq: number; conversations: Conversation[]; messages: Message[]; removed: string[]; topics: string[] }
  | { type: 'reset'; seq: number }
  | { type: 'pong'; seq: number }
  | { type: 'presence'; conversation: string; people: Onlooker[] }

/** Null for what is no frame, or one of a newer server: it is passed over. */
export function decodeFrame(text: string): Frame | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const object = asObject(json)
  if (object['type'] === 'presence') {
    return { type: 'presence', conversation: asText(object['conversation']), people: asArray(object['people']).flatMap((entry) => decodeOnlooker(entry) ?? []) }
  }
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
            removed: asTexts(object['removed_messages']),
            topics: asTexts(object['topics']),
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

function decodeOnlooker(json: unknown): Onlooker | null {
  const person = decodePerson(json)
  return person === null ? null : { ...person, typing: asObject(json)['typing'] === true }
}

import type { Schemas } from '@/shared/http'

export type Conversation = Schemas['Conversation']
/** How many answers the platform still takes, and until when. */
export type Budget = Conversation['budget']
export type LastMessage = NonNullable<Conversation['last_message']>
export type Person = NonNullable<Conversation['assignee']>

export type Message = Schemas['Message']
export type MessageContent = Schemas['MessageContent']
export type MessageType = Schemas['MessageType']
export type Direction = Schemas['Direction']
export type DeliveryState = NonNullable<Schemas['DeliveryState']>
export type PlatformError = NonNullable<Message['error']>

/** A picture, video or file: its own copy is kept by the server, or not yet, or never will be. */
export type Media = Schemas['Media']
export type StoredMedia = Schemas['StoredMedia']
export type Voice = Extract<MessageContent, { type: 'voice' }>['voice']

const TYPES: Readonly<Record<MessageType, true>> = { text: true, image: true, video: true, file: true, product_share: true, order_share: true, voice: true, unknown: true }

/** A page that was open during an update is told of types that only the new server knows; what came is shown rather than nothing. */
export function readable(message: Message): Message {
  const { type, ...fields } = message
  if (Object.hasOwn(TYPES, type)) {
    return message
  }
  return { ...fields, type: 'unknown', unknown: { msg_type: type, raw: JSON.stringify(new Map<string, unknown>(Object.entries(fields)).get(type)) ?? '' } }
}

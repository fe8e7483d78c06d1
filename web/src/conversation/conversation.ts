import type { Instant } from '@/shared/instant'

/** How many answers the platform still takes, and until when. */
export interface Budget {
  left: number
  expiresAt: Instant
}

export type Direction = 'in' | 'out'
/** Who wrote it: `other` is something the platform sent under the same event (another agent, the system). */
export type Origin = 'customer' | 'other' | 'agent'
export type DeliveryState = 'queued' | 'sending' | 'accepted' | 'failed' | 'unknown'

/** A picture, video or file: its own copy is kept by the server, or not yet. */
export type Media =
  | { state: 'pending' }
  | { state: 'stored'; url: string; contentType: string; size: number | null; name: string }

export type Body =
  | { type: 'text'; content: string }
  | { type: 'image'; media: Media }
  | { type: 'video'; media: Media; seconds: number | null }
  | { type: 'file'; media: Media }
  | { type: 'product_share'; productId: string }
  | { type: 'order_share'; orderId: string }
  | { type: 'voice'; transcript: string; heard: boolean; seconds: number | null }
  | { type: 'unknown'; kind: string; raw: string }

export type Kind = Body['type']

export interface PlatformError {
  errcode: number | null
  errmsg: string
  rid: string
}

export interface Message {
  id: string
  conversationId: string
  sortKey: string
  direction: Direction
  origin: Origin
  body: Body
  msgId: string | null
  clientId: string | null
  state: DeliveryState | null
  error: PlatformError | null
  by: string | null
  createdAt: Instant
  receivedAt: Instant | null
}

export interface LastMessage {
  id: string
  direction: Direction
  kind: Kind
  preview: string
  state: DeliveryState | null
}

export interface Conversation {
  id: string
  shop: string
  openId: string
  unread: number
  lastMessageAt: Instant | null
  waitingSince: Instant | null
  budget: Budget | null
  lastMessage: LastMessage | null
}

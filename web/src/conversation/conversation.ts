import type { OrderCard, ProductCard } from '@/catalog/card'
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

export interface StoredMedia {
  state: 'stored'
  url: string
  thumbnailUrl: string | null
  coverUrl: string | null
  contentType: string
  size: number | null
  name: string
  width: number | null
  height: number | null
}

/** A picture, video or file: its own copy is kept by the server, or not yet, or never will be. */
export type Media = { state: 'pending'; nextTryAt: Instant | null } | { state: 'failed'; reason: string } | StoredMedia

export type Body =
  | { type: 'text'; content: string }
  | { type: 'image'; media: Media }
  | { type: 'video'; media: Media; seconds: number | null }
  | { type: 'file'; media: Media }
  | { type: 'product_share'; productId: string; card: ProductCard | null }
  | { type: 'order_share'; orderId: string; card: OrderCard | null }
  | { type: 'voice'; transcript: string; heard: boolean; seconds: number | null }
  | { type: 'unknown'; kind: string; raw: string }

export type Kind = Body['type']

export interface PlatformError {
  errcode: number | null
  errmsg: string
  rid: string
}

/** What a person said about an answer whose fate the platform did not tell. */
export interface Decision {
  as: 'sent' | 'dropped'
  by: string
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
  canUndoUntil: Instant | null
  nextTryAt: Instant | null
  decision: Decision | null
  automatic: boolean
}

export interface LastMessage {
  id: string
  direction: Direction
  kind: Kind
  preview: string
  state: DeliveryState | null
}

export interface Person {
  username: string
  name: string
}

/** Who looks after it; null as a whole when the server does not know of such things. */
export interface Care {
  assignee: Person | null
  open: boolean
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
  care: Care | null
  starred: boolean
  tags: readonly string[]
  blocked: boolean
  noted: boolean
}

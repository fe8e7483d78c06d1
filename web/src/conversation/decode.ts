import { decodeOrderCard, decodeProductCard, ownUrl } from '@/catalog/card'
import { asArray, asNumberOrNull, asObject, asText, asTextOrNull, asTexts, type JsonObject } from '@/shared/json'
import type {
  Body, Budget, Care, Conversation, Decision, DeliveryState, Direction, Kind, LastMessage, Media, Message, Origin, Person, PlatformError,
} from './conversation'

const STATES: readonly DeliveryState[] = ['queued', 'sending', 'accepted', 'failed', 'unknown']
const KINDS: readonly Kind[] = ['text', 'image', 'video', 'file', 'product_share', 'order_share', 'voice', 'unknown']
const MILLIS_PER_SECOND = 1000

export function decodeConversation(json: unknown): Conversation | null {
  const object = asObject(json)
  const id = asText(object['id'])
  if (id === '') {
    return null
  }
  return {
    id,
    shop: asText(object['shop']),
    openId: asText(object['open_id']),
    unread: asNumberOrNull(object['unread']) ?? 0,
    lastMessageAt: asTextOrNull(object['last_message_at']),
    waitingSince: asTextOrNull(object['waiting_since']),
    budget: decodeBudget(object['budget']),
    lastMessage: decodeLastMessage(object['last_message']),
    care: decodeCare(object),
    starred: object['starred'] === true,
    tags: asTexts(object['tags']),
    blocked: object['blocked'] === true,
    noted: object['note'] === true,
  }
}

function decodeCare(conversation: JsonObject): Care | null {
  if (!('assignee' in conversation)) {
    return null
  }
  return { assignee: decodePerson(conversation['assignee']), open: conversation['open'] !== false }
}

export function decodePerson(json: unknown): Person | null {
  const person = asObject(json)
  const username = asText(person['username'])
  return username === '' ? null : { username, name: asText(person['name']) || username }
}

export function decodeConversations(json: unknown): Conversation[] {
  return asArray(json).flatMap((entry) => decodeConversation(entry) ?? [])
}

export function decodeMessages(json: unknown): Message[] {
  return asArray(json).flatMap((entry) => decodeMessage(entry) ?? [])
}

export function decodeMessage(json: unknown): Message | null {
  const object = asObject(json)
  const id = asText(object['id'])
  const conversationId = asText(object['conversation_id'])
  if (id === '' || conversationId === '') {
    return null
  }
  return {
    id,
    conversationId,
    sortKey: asText(object['sort_key']),
    direction: decodeDirection(object['direction']),
    origin: decodeOrigin(object['origin'], object['direction']),
    body: decodeBody(object),
    msgId: asTextOrNull(object['msg_id']),
    clientId: asTextOrNull(object['client_id']),
    state: decodeState(object['state']),
    error: decodeError(object['error']),
    by: asTextOrNull(object['by']),
    createdAt: asText(object['created_at']),
    receivedAt: asTextOrNull(object['received_at']),
    canUndoUntil: asTextOrNull(object['can_undo_until']),
    nextTryAt: asTextOrNull(object['next_try_at']),
    decision: decodeDecision(object),
    automatic: object['automatic'] === true,
  }
}

function decodeDecision(message: JsonObject): Decision | null {
  const as = message['decision']
  return as === 'sent' || as === 'dropped' ? { as, by: asText(message['decided_by']) } : null
}

function decodeBody(message: JsonObject): Body {
  const type = asText(message['type'])
  const content = asObject(message[type])
  const kind = KINDS.find((known) => known === type)
  switch (kind) {
    case 'text':
      return { type: kind, content: asText(content['content']) }
    case 'image':
    case 'file':
      return { type: kind, media: decodeMedia(content) }
    case 'video':
      return { type: kind, media: decodeMedia(content), seconds: asNumberOrNull(content['play_length']) }
    case 'product_share':
      return { type: kind, productId: asText(content['product_id']), card: decodeProductCard(content['card']) }
    case 'order_share':
      return { type: kind, orderId: asText(content['order_id']), card: decodeOrderCard(content['card']) }
    case 'voice':
      return {
        type: kind,
        transcript: asText(content['translated_msg']),
        heard: content['translation_succ'] === true && asText(content['translated_msg']) !== '',
        seconds: secondsOf(asNumberOrNull(content['play_length'])),
      }
    case 'unknown':
      return { type: kind, kind: asText(content['msg_type']), raw: rawText(content['raw']) }
    case undefined:
      // A newer server knows a kind this page does not: show what came rather than nothing.
      return { type: 'unknown', kind: type, raw: rawText(message[type]) }
  }
}

function rawText(raw: unknown): string {
  return typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? '')
}

function secondsOf(millis: number | null): number | null {
  return millis === null ? null : Math.max(1, Math.round(millis / MILLIS_PER_SECOND))
}

export function decodeMedia(content: JsonObject): Media {
  const url = ownUrl(content['url'])
  if (content['state'] === 'failed') {
    return { state: 'failed', reason: asText(content['reason']) }
  }
  if (content['state'] !== 'stored' || url === null) {
    return { state: 'pending', nextTryAt: asTextOrNull(content['next_try_at']) }
  }
  return {
    state: 'stored',
    url,
    thumbnailUrl: ownUrl(content['thumbnail_url']),
    coverUrl: ownUrl(content['cover_url']),
    contentType: asText(content['content_type']),
    size: asNumberOrNull(content['size']),
    name: asText(content['name']),
    width: asNumberOrNull(content['width']),
    height: asNumberOrNull(content['height']),
  }
}

function decodeBudget(json: unknown): Budget | null {
  const object = asObject(json)
  const left = asNumberOrNull(object['left'])
  const expiresAt = asTextOrNull(object['expires_at'])
  return left === null || expiresAt === null ? null : { left, expiresAt }
}

function decodeLastMessage(json: unknown): LastMessage | null {
  const object = asObject(json)
  const id = asText(object['id'])
  if (id === '') {
    return null
  }
  return {
    id,
    direction: decodeDirection(object['direction']),
    kind: decodeKind(object['type']),
    preview: asText(object['preview']),
    state: decodeState(object['state']),
  }
}

export function decodeKind(json: unknown): Kind {
  return KINDS.find((known) => known === json) ?? 'unknown'
}

function decodeDirection(json: unknown): Direction {
  return json === 'out' ? 'out' : 'in'
}

function decodeOrigin(json: unknown, direction: unknown): Origin {
  if (json === 'customer' || json === 'other' || json === 'agent') {
    return json
  }
  return decodeDirection(direction) === 'out' ? 'agent' : 'customer'
}

function decodeState(json: unknown): DeliveryState | null {
  return STATES.find((state) => state === json) ?? null
}

function decodeError(json: unknown): PlatformError | null {
  if (json === null || json === undefined) {
    return null
  }
  const object = asObject(json)
  return { errcode: asNumberOrNull(object['errcode']), errmsg: asText(object['errmsg']), rid: asText(object['rid']) }
}

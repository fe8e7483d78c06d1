import { decodeOrderCard, decodeProductCard } from '@/catalog/card'
import type { Body, StoredMedia } from '@/conversation/conversation'
import { decodeMedia } from '@/conversation/decode'
import { asObject, asText } from '@/shared/json'
import type { Uploaded } from '@/media/upload'

type SentBody = Extract<Body, { type: 'text' | 'image' | 'video' | 'file' | 'product_share' | 'order_share' }>

/** What an agent sends: the body as it is shown, and, for media, the server's id of the copy. */
export interface Outgoing {
  body: SentBody
  mediaId: string | null
}

export function textOut(content: string): Outgoing {
  return { body: { type: 'text', content }, mediaId: null }
}

export function mediaOut(uploaded: Uploaded): Outgoing {
  const { mediaId, kind, url, thumbnailUrl, contentType, size, name, width, height } = uploaded
  const media: StoredMedia = { state: 'stored', url, thumbnailUrl, coverUrl: null, contentType, size, name, width, height }
  return { body: kind === 'video' ? { type: 'video', media, seconds: null } : { type: kind, media }, mediaId }
}

/** As the server takes it. */
export function contentOf(outgoing: Outgoing): Record<string, unknown> {
  const { body, mediaId } = outgoing
  switch (body.type) {
    case 'text':
      return { text: { content: body.content } }
    case 'image':
    case 'video':
    case 'file':
      return { [body.type]: { media_id: mediaId } }
    case 'product_share':
      return { product_share: { product_id: body.productId } }
    case 'order_share':
      return { order_share: { order_id: body.orderId } }
  }
}

/** Its text, for putting it back where it was written; empty for what was not written. */
export function textOf(body: Body): string {
  return body.type === 'text' ? body.content : ''
}

/** What was kept in the browser's store; null when it is not legible. */
export function decodeOutgoing(json: unknown): Outgoing | null {
  const object = asObject(json)
  const body = asObject(object['body'])
  const mediaId = typeof object['mediaId'] === 'string' ? object['mediaId'] : null
  switch (body['type']) {
    case 'text':
      return textOut(asText(body['content']))
    case 'image':
    case 'file':
      return mediaId === null ? null : { body: { type: body['type'], media: keptMedia(body['media']) }, mediaId }
    case 'video':
      return mediaId === null ? null : { body: { type: 'video', media: keptMedia(body['media']), seconds: null }, mediaId }
    case 'product_share':
      return { body: { type: 'product_share', productId: asText(body['productId']), card: decodeProductCard(null) }, mediaId: null }
    case 'order_share':
      return { body: { type: 'order_share', orderId: asText(body['orderId']), card: decodeOrderCard(null) }, mediaId: null }
    default:
      return null
  }
}

function keptMedia(json: unknown): ReturnType<typeof decodeMedia> {
  const media = asObject(json)
  return decodeMedia({ ...media, thumbnail_url: media['thumbnailUrl'], content_type: media['contentType'] })
}

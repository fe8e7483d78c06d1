import type { MessageContent, StoredMedia } from '@/conversation/conversation'
import type { Uploaded } from '@/media/upload'
import type { Schemas } from '@/shared/http'
import { asNumberOrNull, asObject, asText, asTextOrNull, type JsonObject } from '@/shared/json'

/** A file that the server has, under the id by which it is sent. */
type Kept = StoredMedia & { media_id: string }

/** What an agent sends, as it is shown until the server has it. */
export type Outgoing =
  | { type: 'image'; image: Kept }
  | { type: 'video'; video: Kept }
  | { type: 'file'; file: Kept }
  | Extract<MessageContent, { type: 'text' | 'product_share' | 'order_share' }>

export function textOut(content: string): Outgoing {
  return { type: 'text', text: { content } }
}

export function mediaOut({ kind, ...media }: Uploaded): Outgoing {
  switch (kind) {
    case 'image':
      return { type: kind, image: media }
    case 'video':
      return { type: kind, video: media }
    case 'file':
      return { type: kind, file: media }
  }
}

/** Its file, where it is one. */
export function mediaOf(outgoing: Outgoing): Kept | null {
  switch (outgoing.type) {
    case 'image':
      return outgoing.image
    case 'video':
      return outgoing.video
    case 'file':
      return outgoing.file
    case 'text':
    case 'product_share':
    case 'order_share':
      return null
  }
}

/** Neighbouring channels of the platform take so many bytes of text; for this one no limit is published. */
export const TEXT_BYTES_MAX = 2048

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

/** As the server takes it. */
export function contentOf(outgoing: Outgoing): Omit<Schemas['NewMessage'], 'client_id'> {
  switch (outgoing.type) {
    case 'text':
      return outgoing
    case 'image':
      return { type: outgoing.type, image: { media_id: outgoing.image.media_id } }
    case 'video':
      return { type: outgoing.type, video: { media_id: outgoing.video.media_id } }
    case 'file':
      return { type: outgoing.type, file: { media_id: outgoing.file.media_id } }
    case 'product_share':
      return { type: outgoing.type, product_share: { product_id: outgoing.product_share.product_id } }
    case 'order_share':
      return { type: outgoing.type, order_share: { order_id: outgoing.order_share.order_id } }
  }
}

/** Its text, for putting it back where it was written; empty for what was not written. */
export function textOf(content: MessageContent): string {
  return content.type === 'text' ? content.text.content : ''
}

/** What was kept in the browser's store; null when it is not legible. */
export function decodeOutgoing(json: unknown): Outgoing | null {
  const object = 'body' in asObject(json) ? keptBefore(asObject(json)) : asObject(json)
  const type = asText(object['type'])
  const content = asObject(object[type])
  switch (type) {
    case 'text':
      return textOut(asText(content['content']))
    case 'image':
    case 'video':
    case 'file': {
      const media = decodeKept(content)
      return media === null ? null : mediaOut({ kind: type, ...media })
    }
    case 'product_share':
      return { type, product_share: { product_id: asText(content['product_id']) } }
    case 'order_share':
      return { type, order_share: { order_id: asText(content['order_id']) } }
    default:
      return null
  }
}

function decodeKept(media: JsonObject): Kept | null {
  const media_id = asText(media['media_id'])
  return media_id === ''
    ? null
    : {
        media_id,
        state: 'stored',
        url: asText(media['url']),
        thumbnail_url: asTextOrNull(media['thumbnail_url']),
        content_type: asText(media['content_type']),
        size: asNumberOrNull(media['size']) ?? 0,
        name: asText(media['name']),
        width: asNumberOrNull(media['width']),
        height: asNumberOrNull(media['height']),
      }
}

/** What a page of an earlier version left unsent is not to be lost. */
function keptBefore({ body, mediaId }: JsonObject): JsonObject {
  const { type, content, media, productId, orderId } = asObject(body)
  return { type, [asText(type)]: { content, ...asObject(media), media_id: mediaId, product_id: productId, order_id: orderId } }
}

import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { kept } from '@/shared/kept'
import { asObject } from '@/shared/json'
import { randomUuid } from '@/shared/uuid'
import { upload, UPLOAD_BYTES_MAX, type Upload } from '@/media/upload'
import { decodeOutgoing, mediaOut, type Outgoing } from './outgoing'

export type AttachmentState =
  | { kind: 'uploading'; share: number }
  | { kind: 'ready'; outgoing: Outgoing }
  | { kind: 'failed'; why: 'too-large' | 'unreachable' | 'refused'; detail: string }

/** What lies beside the text in the composer: shown first, sent with Enter. */
export interface Attachment {
  id: string
  conversationId: string
  name: string
  size: number
  contentType: string
  /** A picture of it that the browser made, for as long as this page is open. */
  previewUrl: string | null
  state: AttachmentState
}

export const ATTACHMENTS_MAX = 5

export const useAttachmentStore = defineStore('attachment', () => {
  const attachments = shallowRef<readonly Attachment[]>([])
  const uploads = new Map<string, Upload>()
  const files = new Map<string, File>()
  let prefix = ''

  /** What was uploaded and not sent when the page was last closed lies there again. */
  function takeUp(username: string): void {
    prefix = `attachment.${username}.`
    attachments.value = kept.keys(prefix).flatMap((key) => remembered(key) ?? [])
  }

  function remembered(key: string): Attachment | null {
    try {
      const object = asObject(JSON.parse(kept.read(key) ?? 'null'))
      const outgoing = decodeOutgoing(object['outgoing'])
      const conversationId = object['conversationId']
      return outgoing === null || typeof conversationId !== 'string' ? null : ready(key.slice(prefix.length), conversationId, outgoing)
    } catch {
      return null
    }
  }

  function of(conversationId: string): Attachment[] {
    return attachments.value.filter((one) => one.conversationId === conversationId)
  }

  function add(conversationId: string, file: File): void {
    const id = randomUuid()
    const picture = /^image\/(png|jpeg|gif|webp|bmp)$/.test(file.type)
    const tooLarge = file.size > UPLOAD_BYTES_MAX
    attachments.value = [
      ...attachments.value,
      {
        id,
        conversationId,
        name: file.name,
        size: file.size,
        contentType: file.type,
        previewUrl: picture ? URL.createObjectURL(file) : null,
        state: tooLarge ? { kind: 'failed', why: 'too-large', detail: '' } : { kind: 'uploading', share: 0 },
      },
    ]
    if (!tooLarge) {
      files.set(id, file)
      void start(id, file)
    }
  }

  async function start(id: string, file: File): Promise<void> {
    enter(id, { kind: 'uploading', share: 0 })
    const running = upload(file, file.name, (share) => enter(id, { kind: 'uploading', share }))
    uploads.set(id, running)
    const reply = await running.done
    uploads.delete(id)
    switch (reply.kind) {
      case 'ok':
        if (reply.value !== null) {
          files.delete(id)
          const outgoing = mediaOut(reply.value)
          enter(id, { kind: 'ready', outgoing })
          remember(id, outgoing)
        } else {
          enter(id, { kind: 'failed', why: 'refused', detail: '' })
        }
        return
      case 'refused':
        enter(id, { kind: 'failed', why: reply.status === 413 ? 'too-large' : 'refused', detail: reply.detail })
        return
      case 'signed-out':
      case 'throttled':
      case 'unreachable':
        enter(id, { kind: 'failed', why: 'unreachable', detail: '' })
        return
    }
  }

  function remember(id: string, outgoing: Outgoing): void {
    const one = attachments.value.find((other) => other.id === id)
    if (one !== undefined) {
      kept.write(prefix + id, JSON.stringify({ conversationId: one.conversationId, outgoing }))
    }
  }

  /** Something the server has already: a picture or a card of a quick phrase. */
  function addReady(conversationId: string, outgoing: Outgoing): void {
    const id = randomUuid()
    attachments.value = [...attachments.value, ready(id, conversationId, outgoing)]
    remember(id, outgoing)
  }

  function retry(id: string): void {
    const file = files.get(id)
    if (file !== undefined) {
      void start(id, file)
    }
  }

  function remove(id: string): void {
    uploads.get(id)?.cancel()
    uploads.delete(id)
    files.delete(id)
    kept.remove(prefix + id)
    const one = attachments.value.find((other) => other.id === id)
    if (one?.previewUrl?.startsWith('blob:') === true) {
      URL.revokeObjectURL(one.previewUrl)
    }
    attachments.value = attachments.value.filter((other) => other.id !== id)
  }

  function enter(id: string, state: AttachmentState): void {
    attachments.value = attachments.value.map((one) => (one.id === id ? { ...one, state } : one))
  }

  function clear(): void {
    uploads.forEach((running) => running.cancel())
    uploads.clear()
    files.clear()
    attachments.value = []
  }

  return { attachments, of, takeUp, add, addReady, retry, remove, clear }
})

function ready(id: string, conversationId: string, outgoing: Outgoing): Attachment {
  const { body } = outgoing
  const media = 'media' in body && body.media.state === 'stored' ? body.media : null
  return {
    id,
    conversationId,
    name: media?.name ?? (body.type === 'product_share' ? body.productId : ''),
    size: media?.size ?? 0,
    contentType: media?.content_type ?? '',
    previewUrl: media?.thumbnail_url ?? null,
    state: { kind: 'ready', outgoing },
  }
}

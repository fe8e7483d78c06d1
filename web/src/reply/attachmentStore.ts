import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { NOTHING_KEPT, ofAccount } from '@/shared/kept'
import { asObject } from '@/shared/json'
import { refusedWords } from '@/shared/refusals'
import { randomUuid } from '@/shared/uuid'
import { upload, UPLOAD_BYTES_MAX, type Upload } from '@/media/upload'
import { decodeOutgoing, mediaOf, mediaOut, type Outgoing } from './outgoing'

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
  /** The order in which they were laid there, and are sent; not the one in which they are up. */
  position: number
  /** A picture of it that the browser made, for as long as this page is open. */
  previewUrl: string | null
  state: AttachmentState
}

export const ATTACHMENTS_MAX = 5
const KIND = 'attachment'

export const useAttachmentStore = defineStore('attachment', () => {
  const attachments = shallowRef<readonly Attachment[]>([])
  const uploads = new Map<string, Upload>()
  const files = new Map<string, File>()
  let keeper = NOTHING_KEPT

  /** What was uploaded and not sent when the page was last closed lies there again. */
  function takeUp(username: string): void {
    keeper = ofAccount(username)
    attachments.value = keeper.ids(KIND).flatMap((id) => remembered(id) ?? []).sort((a, b) => a.position - b.position)
  }

  function remembered(id: string): Attachment | null {
    try {
      const object = asObject(JSON.parse(keeper.read(KIND, id) ?? 'null'))
      const outgoing = decodeOutgoing(object['outgoing'])
      const conversationId = object['conversationId']
      const position = typeof object['position'] === 'number' ? object['position'] : 0
      return outgoing === null || typeof conversationId !== 'string' ? null : ready(id, conversationId, outgoing, position)
    } catch {
      return null
    }
  }

  function nextPosition(): number {
    return Math.max(0, ...attachments.value.map((one) => one.position)) + 1
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
        position: nextPosition(),
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
      case 'ok': {
        files.delete(id)
        const outgoing = mediaOut(reply.value)
        enter(id, { kind: 'ready', outgoing })
        remember(id, outgoing)
        return
      }
      case 'refused':
        enter(id, { kind: 'failed', why: reply.status === 413 ? 'too-large' : 'refused', detail: refusedWords(reply.reason, reply.about) })
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
      keeper.write(KIND, JSON.stringify({ conversationId: one.conversationId, position: one.position, outgoing }), id)
    }
  }

  /** Something the server has already: a picture or a card of a quick phrase. */
  function addReady(conversationId: string, outgoing: Outgoing): void {
    const id = randomUuid()
    attachments.value = [...attachments.value, ready(id, conversationId, outgoing, nextPosition())]
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
    keeper.remove(KIND, id)
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

function ready(id: string, conversationId: string, outgoing: Outgoing, position: number): Attachment {
  const media = mediaOf(outgoing)
  return {
    id,
    conversationId,
    position,
    name: media?.name ?? (outgoing.type === 'product_share' ? outgoing.product_share.product_id : ''),
    size: media?.size ?? 0,
    contentType: media?.content_type ?? '',
    previewUrl: media?.thumbnail_url ?? null,
    state: { kind: 'ready', outgoing },
  }
}

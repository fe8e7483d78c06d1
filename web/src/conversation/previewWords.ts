import { t, type Key } from '@/shared/i18n/i18n'
import { withEmotes } from './kinds/emotes'
import type { LastMessage, MessageType } from './conversation'

const KIND: Readonly<Record<MessageType, Key>> = {
  text: 'kind.text',
  image: 'kind.image',
  video: 'kind.video',
  file: 'kind.file',
  product_share: 'kind.product_share',
  order_share: 'kind.order_share',
  voice: 'kind.voice',
  unknown: 'kind.unknown',
}

/** The kind in words, for what has none of its own; nothing for a text. */
export function kindWords(type: MessageType): string {
  return type === 'text' ? '' : t(KIND[type] ?? KIND.unknown) // A newer server may know more of them.
}

/** One line for a message of any kind. */
export function previewWords(message: LastMessage): string {
  const text = withEmotes(message.preview.replace(/\s+/g, ' ').trim())
  return [kindWords(message.type), text].filter((part) => part !== '').join(' ')
}

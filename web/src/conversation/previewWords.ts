import { t, type Key } from '@/shared/i18n/i18n'
import type { Kind, LastMessage } from './conversation'

const KIND: Readonly<Record<Kind, Key>> = {
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
export function kindWords(kind: Kind): string {
  return kind === 'text' ? '' : t(KIND[kind])
}

/** One line for a message of any kind. */
export function previewWords(message: LastMessage): string {
  const text = message.preview.replace(/\s+/g, ' ').trim()
  if (message.kind === 'text') {
    return text
  }
  return text === '' ? t(KIND[message.kind]) : `${t(KIND[message.kind])} ${text}`
}

import { t, type Key } from '@/shared/i18n/i18n'

const READERS: Readonly<Record<string, Key>> = { conversation: 'reader.conversation', media: 'reader.media', catalog: 'reader.catalog', search: 'reader.search', find: 'reader.search', rounds: 'reader.rounds', kafka: 'reader.kafka', purchases: 'reader.purchases', platform: 'reader.platform', 'after-sales': 'reader.afterSales' }

/** What a reader of the log does; the server's own name for one that this page does not know. */
export function readerWords(reader: string): string {
  const key = READERS[reader]
  return key === undefined ? reader : t(key)
}

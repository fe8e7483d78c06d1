import { t, type Key } from '@/shared/i18n/i18n'
import type { OrderCard, ProductCard } from './card'

const REASON: Readonly<Record<string, Key>> = {
  not_found: 'card.failed.notFound',
  gone: 'card.failed.notFound',
  not_authorised: 'card.failed.notAuthorised',
}

/** Why a card shows only its number. */
export function cardTrouble(card: ProductCard | OrderCard | null): string {
  switch (card?.state) {
    case 'pending':
      return t('card.pending')
    case 'failed':
      return t(REASON[card.reason] ?? 'card.failed.other')
    default:
      return ''
  }
}

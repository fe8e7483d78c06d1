import { t, type Key } from '@/shared/i18n/i18n'
import type { CardReason, OrderCard, ProductCard } from './card'

const REASON: Readonly<Record<CardReason, Key>> = {
  absent: 'card.failed.notFound',
  refused: 'card.failed.other',
  not_authorised: 'card.failed.notAuthorised',
  unreachable: 'card.failed.other',
  no_shop: 'card.failed.other',
}

/** Why a card shows only its number. */
export function cardTrouble(card: ProductCard | OrderCard | null): string {
  switch (card?.state) {
    case 'pending':
      return t('card.pending')
    case 'failed':
      return t(REASON[card.reason])
    default:
      return ''
  }
}

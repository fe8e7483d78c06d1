import { exactTime } from '@/shared/instant'
import { t, type Key } from '@/shared/i18n/i18n'
import type { Shop } from './shopStore'

const WORDS: Readonly<Record<NonNullable<Shop['standing']>['state'], Key>> = { closing: 'standing.closing', closed: 'standing.closed' }

/** What the platform says of a shop; empty while it is simply open. */
export function standingWords({ id, name, standing }: Shop): string {
  return standing === null ? '' : t(WORDS[standing.state], { shop: name || id, time: exactTime(standing.since) })
}

import { t, type Key } from '@/shared/i18n/i18n'
import type { CareStep, TrailEntry } from './careApi'

const WORDS: Readonly<Record<CareStep, Key>> = {
  taken: 'trail.taken',
  handed_over: 'trail.handedOver',
  handed_to_group: 'trail.toGroup',
  put_back: 'trail.putBack',
  closed: 'trail.closed',
  reopened: 'trail.reopened',
  assigned: 'trail.assigned',
  returned: 'trail.returned',
  missed: 'trail.missed',
}

/** One step in words. */
export function trailWords(entry: TrailEntry, nameOf: (username: string) => string): string {
  const name = entry.by_name ?? entry.by
  if ((entry.what === 'handed_over' && entry.to === null) || (entry.what === 'put_back' && (entry.to === null || entry.to === entry.by))) {
    return t('trail.toQueue', { name })
  }
  if (entry.what === 'closed' && entry.by === '') {
    return t('trail.closedIdle')
  }
  return t(WORDS[entry.what], { name, to: entry.to === null ? '' : entry.what === 'handed_to_group' ? entry.to : nameOf(entry.to) })
}

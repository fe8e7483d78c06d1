import type { Instant } from '@/shared/instant'
import type { Colleague } from '@/staff/colleagueStore'
import type { Mode } from './assignmentApi'

/** Somebody who may serve a shop, as its rule sees them. */
export interface Seat {
  colleague: Colleague
  ceiling: number
  /** Online, and with a page that is open. */
  isThere: boolean
  hasRoom: boolean
}

/** What becomes of the next customer. */
export type Outlook =
  | { kind: 'manual' }
  | { kind: 'closed'; opensAt: Instant | null }
  | { kind: 'nobody' }
  | { kind: 'full'; online: number; load: number; ceiling: number }
  | { kind: 'next'; names: string[] }

const STATES: readonly Colleague['state'][] = ['online', 'away', 'offline']
const PRESENCES: readonly Colleague['presence'][] = ['connected', 'grace', 'gone']

/** Online, and with a page that is open. */
export function isThere({ state, presence }: Pick<Colleague, 'state' | 'presence'>): boolean {
  return state === 'online' && presence === 'connected'
}

/** Who sees the shop; whoever is next comes first. */
export function seatsOf(colleagues: readonly Colleague[], shop: string, ceiling: number): Seat[] {
  return colleagues
    .filter(({ shops }) => shops === null || shops.includes(shop))
    .map((colleague) => {
      const most = colleague.ceiling ?? ceiling
      return { colleague, ceiling: most, isThere: isThere(colleague), hasRoom: colleague.load < most }
    })
    .sort((a, b) => rank(a) - rank(b) || byPart(a, b) || a.colleague.name.localeCompare(b.colleague.name, 'zh-CN'))
}

function rank({ colleague, isThere, hasRoom }: Seat): number {
  return isThere ? (hasRoom ? 0 : 1) : 2 + STATES.indexOf(colleague.state) * PRESENCES.length + PRESENCES.indexOf(colleague.presence)
}

/** By the part of the ceiling that is taken, in whole numbers as the server does. */
function byPart(a: Seat, b: Seat): number {
  return a.colleague.load * b.ceiling - b.colleague.load * a.ceiling
}

export function outlookOf(seats: readonly Seat[], mode: Mode, opening: { open: boolean; until: Instant | null } | null): Outlook {
  if (mode === 'manual') {
    return { kind: 'manual' }
  }
  if (opening?.open === false) {
    return { kind: 'closed', opensAt: opening.until }
  }
  const there = seats.filter(({ isThere }) => isThere)
  const free = there.filter(({ hasRoom }) => hasRoom)
  const [first] = free
  if (first !== undefined) {
    return { kind: 'next', names: free.filter((one) => byPart(one, first) === 0).map(({ colleague }) => colleague.name) }
  }
  return there.length === 0 ? { kind: 'nobody' } : { kind: 'full', online: there.length, ...sums(there) }
}

export function sums(seats: readonly Seat[]): { load: number; ceiling: number } {
  return seats.reduce((sum, { colleague, ceiling }) => ({ load: sum.load + colleague.load, ceiling: sum.ceiling + ceiling }), { load: 0, ceiling: 0 })
}

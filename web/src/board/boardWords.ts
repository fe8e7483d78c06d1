import type { BoardAgent } from './boardApi'

const STATES: readonly BoardAgent['state'][] = ['online', 'away', 'offline']

/** Online and there, then online without a page, away, offline; who has most first. */
export function inOrder(agents: readonly BoardAgent[]): BoardAgent[] {
  return [...agents].sort((a, b) => rank(a) - rank(b) || b.waiting - a.waiting || b.load - a.load || a.name.localeCompare(b.name, 'zh-CN'))
}

function rank({ state, connected }: BoardAgent): number {
  return STATES.indexOf(state) * 2 + (connected ? 0 : 1)
}

/** Offline and without anything to do: not worth a place. */
export function isAtHome({ state, load, waiting }: BoardAgent): boolean {
  return state === 'offline' && load === 0 && waiting === 0
}

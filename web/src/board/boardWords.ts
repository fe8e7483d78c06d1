import { t } from '@/shared/i18n/i18n'
import type { BoardAgent } from './boardApi'

const MINUTE = 60
const HOUR = 3_600

/** How long something lasts, as short as a board needs it: `45 秒`, `2:05`, `1:04:09`. */
export function spanWords(seconds: number): string {
  if (seconds < MINUTE) {
    return t('board.seconds', { n: seconds })
  }
  const parts = seconds < HOUR ? [Math.floor(seconds / MINUTE)] : [Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / MINUTE)]
  return [...parts, seconds % MINUTE].map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

/** A part of all as per cent, with one digit where it is not whole. */
export function percent(rate: number | null): string {
  return rate === null ? '–' : `${Math.round(rate * 1_000) / 10}%`
}

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

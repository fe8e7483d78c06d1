import type { AgentState } from '@/session/sessionStore'
import { t, type Key } from '@/shared/i18n/i18n'
import type { Colleague } from './colleagueStore'

export const STATE: Readonly<Record<AgentState, Key>> = { online: 'state.online', away: 'state.away', offline: 'state.offline' }
export const PRESENCE: Readonly<Record<Colleague['presence'], Key>> = { connected: 'assignment.presence.connected', grace: 'assignment.presence.grace', gone: 'assignment.presence.gone' }

/** What somebody says of themselves, and whether a page of theirs is open where that says more. */
export function stateWords({ state, presence }: Pick<Colleague, 'state' | 'presence'>): string {
  return state === 'offline' && presence === 'gone' ? t(STATE[state]) : `${t(STATE[state])} · ${t(PRESENCE[presence])}`
}

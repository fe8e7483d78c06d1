import type { Rule } from '@/assignment/assignmentApi'
import { ceilingOf } from '@/assignment/load'
import type { Group } from '@/group/groupApi'
import { assignableOf, sees } from '@/group/members'
import type { Colleague } from './colleagueStore'

/** What is handed over, as far as it matters to whom. */
interface Handed {
  shop: string
  assignee: { username: string } | null
}

/** Somebody to whom conversations can be given. */
export interface PersonChoice {
  colleague: Colleague
  /** How many of the conversations are of shops that they see. */
  sees: number
  /** The smallest that applies; null where there is none. */
  ceiling: number | null
  /** How many they would have, were all of those theirs. */
  loadAfter: number
}

export interface GroupChoice {
  group: Group
  sees: number
  /** How many members can be given any of the conversations now. */
  assignable: number
}

const STATES: readonly Colleague['state'][] = ['online', 'away', 'offline']

/** Those who see a shop of the conversations, the ready ones first. */
export function personChoices(colleagues: readonly Colleague[], conversations: readonly Handed[], ruleOf: (shop: string) => Rule | null): PersonChoice[] {
  return colleagues
    .map((colleague) => {
      const seen = conversations.filter(({ shop }) => sees(colleague, shop))
      const ceilings = seen.map(({ shop }) => ceilingOf(colleague, ruleOf(shop))).filter((one) => one !== null)
      const loadAfter = colleague.load + seen.filter(({ assignee }) => assignee?.username !== colleague.username).length
      return { colleague, sees: seen.length, ceiling: ceilings.length === 0 ? null : Math.min(...ceilings), loadAfter }
    })
    .filter((one) => one.sees > 0)
    .sort((a, b) => STATES.indexOf(a.colleague.state) - STATES.indexOf(b.colleague.state) || a.colleague.load - b.colleague.load)
}

/** The groups that serve a shop of the conversations, by name. */
export function groupChoices(groups: readonly Group[], colleagues: readonly Colleague[], conversations: readonly Handed[], ruleOf: (shop: string) => Rule | null): GroupChoice[] {
  return groups
    .map((group) => {
      const shops = conversations.map(({ shop }) => shop).filter((shop) => sees(group, shop))
      return { group, sees: shops.length, assignable: Math.min(...[...new Set(shops)].map((shop) => assignableOf(group, colleagues, shop, ruleOf(shop)))) }
    })
    .filter((one) => one.sees > 0)
}

/** After how many seconds others get what a group's members have no room for; null where people take from the queue. */
export function overflowOf(conversations: readonly Handed[], ruleOf: (shop: string) => Rule | null): number | null {
  const rules = [...new Set(conversations.map(({ shop }) => shop))].map(ruleOf)
  return rules.every((rule) => rule?.mode === 'automatic') ? Math.max(...rules.map((rule) => rule?.overflow_after_seconds ?? 0)) : null
}

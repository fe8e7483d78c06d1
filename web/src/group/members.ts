import type { Rule } from '@/assignment/assignmentApi'
import { ceilingOf } from '@/assignment/load'
import { isThere } from '@/assignment/roster'
import type { Colleague } from '@/staff/colleagueStore'
import type { Group } from './groupApi'

/** Somebody of a group. Of whom no colleague is known has no shop in common with the one who looks, or is not let in any more. */
export interface Member {
  username: string
  name: string
  colleague: Colleague | null
}

const STATES: readonly Colleague['state'][] = ['online', 'away', 'offline']

/** Who can be given a customer comes first. */
export function membersOf({ members }: Pick<Group, 'members'>, colleagues: readonly Colleague[]): Member[] {
  const known = new Map(colleagues.map((one) => [one.username, one]))
  return members
    .map((username) => ({ username, name: known.get(username)?.name || username, colleague: known.get(username) ?? null }))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'zh-CN'))
}

function rank({ colleague }: Member): number {
  if (colleague === null) {
    return 1 + STATES.length
  }
  return isThere(colleague) ? 0 : 1 + STATES.indexOf(colleague.state)
}

/** How many of a group are online with a page open. */
export function thereOf(members: readonly Member[]): number {
  return members.filter(({ colleague }) => colleague !== null && isThere(colleague)).length
}

/** How many of a group can be given a customer of a shop now, as the server would. */
export function assignableOf({ members }: Pick<Group, 'members'>, colleagues: readonly Colleague[], shop: string, rule: Rule | null): number {
  return colleagues.filter((one) => members.includes(one.username) && sees(one, shop) && isThere(one) && hasRoom(one, rule)).length
}

/** Whether somebody, or a group, is for a shop. */
export function sees({ shops }: Pick<Colleague | Group, 'shops'>, shop: string): boolean {
  return shops === null || shops.includes(shop)
}

function hasRoom(colleague: Colleague, rule: Rule | null): boolean {
  const ceiling = ceilingOf(colleague, rule)
  return ceiling === null || colleague.load < ceiling
}

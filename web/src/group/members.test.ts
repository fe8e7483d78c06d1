import { describe, expect, it } from 'vitest'
import { colleague, rule } from '@/testing/fixtures'
import { assignableOf, membersOf, thereOf } from './members'

const people = [
  colleague('away', { state: 'away' }),
  colleague('gone', { presence: 'gone' }),
  colleague('here'),
  colleague('full', { load: 10 }),
  colleague('elsewhere', { shops: ['other'] }),
  colleague('home', { state: 'offline', presence: 'gone' }),
]
const group = { members: ['away', 'elsewhere', 'full', 'gone', 'here', 'home', 'unknown'] }

describe('the members of a group', () => {
  it('come with who can be given a customer first, and whom nobody knows last', () => {
    expect(membersOf(group, people).map(({ username }) => username)).toEqual(['elsewhere', 'full', 'here', 'gone', 'away', 'home', 'unknown'])
    expect(membersOf(group, people).at(-1)).toEqual({ username: 'unknown', name: 'unknown', colleague: null })
  })

  it('are there when they are online with a page open', () => {
    expect(thereOf(membersOf(group, people))).toBe(3)
    expect(thereOf(membersOf({ members: [] }, people))).toBe(0)
  })

  it('can be given a customer of a shop that they see, below their ceiling', () => {
    expect(assignableOf(group, people, 'main', rule())).toBe(1)
    expect(assignableOf(group, people, 'other', rule())).toBe(2)
    expect(assignableOf(group, people, 'main', rule({ ceiling: 11 }))).toBe(2)
    expect(assignableOf({ members: ['unknown'] }, people, 'main', rule())).toBe(0)
  })

  it('have no ceiling where nobody has set one', () => {
    expect(assignableOf(group, people, 'main', null)).toBe(2)
    expect(assignableOf({ members: ['own'] }, [colleague('own', { load: 2, ceiling: 2 })], 'main', null)).toBe(0)
  })
})

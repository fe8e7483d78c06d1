import { describe, expect, it } from 'vitest'
import { colleague, conversation, rule } from '@/testing/fixtures'
import { groupChoices, overflowOf, personChoices } from './receivers'

const here = conversation({ id: '1' })
const theirs = conversation({ id: '2', assignee: { username: 'wang', name: '王芳' } })
const other = conversation({ id: '3', shop: 'other' })
const people = [colleague('home', { state: 'offline' }), colleague('busy', { load: 4 }), colleague('wang', { load: 1, shops: ['main'] }), colleague('blind', { shops: [] })]

describe('who can get conversations', () => {
  it('are people who see one of the shops, the ready ones with little to do first', () => {
    expect(personChoices(people, [here], () => null).map(({ colleague: { username } }) => username)).toEqual(['wang', 'busy', 'home'])
  })

  it('are told how many of them are for each, and how many each would have', () => {
    const [wang, busy] = personChoices(people, [here, theirs, other], (shop) => (shop === 'main' ? rule({ ceiling: 5 }) : rule({ ceiling: 8 })))
    expect(wang).toMatchObject({ sees: 2, ceiling: 5, loadAfter: 2 })
    expect(busy).toMatchObject({ sees: 3, ceiling: 5, loadAfter: 7 })
  })

  it('are groups that serve one of the shops, with how many can be given a customer', () => {
    const group = (id: string, shops: string[] | null, members: string[]) => ({ id, name: id, shops, members, editable: true })
    const groups = [group('all', null, ['busy', 'wang', 'home']), group('other', ['other'], ['busy'])]
    expect(groupChoices(groups, people, [here], () => rule()).map((one) => [one.group.id, one.assignable])).toEqual([['all', 2]])
    expect(groupChoices(groups, people, [here, other], () => rule()).map((one) => [one.group.id, one.sees, one.assignable])).toEqual([
      ['all', 2, 1],
      ['other', 1, 1],
    ])
  })
})

describe('what a group has no room for', () => {
  it('goes to others after the longest time of the shops, where the server assigns', () => {
    const rules = (shop: string) => rule({ overflow_after_seconds: shop === 'main' ? 30 : 90 })
    expect(overflowOf([here], rules)).toBe(30)
    expect(overflowOf([here, other], rules)).toBe(90)
    expect(overflowOf([here, other], (shop) => (shop === 'main' ? rule({ mode: 'manual' }) : rule()))).toBeNull()
    expect(overflowOf([here], () => null)).toBeNull()
  })
})

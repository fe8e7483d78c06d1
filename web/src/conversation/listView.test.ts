import { describe, expect, it } from 'vitest'
import { conversation } from '@/testing/fixtures'
import type { Conversation } from './conversation'
import type { ListView } from './conversationApi'
import { isIn } from './listView'

const views: ListView[] = ['mine', 'queue', 'colleagues', 'closed']
const of = (care: Pick<Conversation, 'assignee' | 'open'>) => views.filter((view) => isIn(conversation({ id: '7', ...care }), view, 'lin'))
const wang = { username: 'wang', name: '王' }

describe('a conversation', () => {
  it('is in one view besides all of them', () => {
    expect(of({ assignee: { username: 'lin', name: '林' }, open: true })).toEqual(['mine'])
    expect(of({ assignee: null, open: true })).toEqual(['queue'])
    expect(of({ assignee: wang, open: true })).toEqual(['colleagues'])
    expect(of({ assignee: wang, open: false })).toEqual(['closed'])
  })
  it('is always among all', () => {
    expect(isIn(conversation({ id: '7' }), 'all', 'lin')).toBe(true)
  })
})

import { mount, RouterLinkStub } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useSessionStore } from '@/session/sessionStore'
import { speak } from '@/shared/i18n/i18n'
import { useColleagueStore } from '@/staff/colleagueStore'
import { conversation, user } from '@/testing/fixtures'
import type { LastMessage } from '../conversation'
import ConversationRow from './ConversationRow.vue'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
  useSessionStore().user = user()
  useColleagueStore().colleagues = [{ username: 'wang', name: '王芳', role: 'agent', state: 'online', presence: 'connected', load: 0, ceiling: null, shops: null }]
})
afterEach(() => speak('zh-CN'))

function preview(change: Partial<LastMessage>): string {
  const last_message: LastMessage = { id: '9', direction: 'out', type: 'text', preview: '在的', state: 'accepted', by: null, ...change }
  const row = mount(ConversationRow, { props: { conversation: conversation({ id: '7', last_message }), chosen: false }, global: { stubs: { RouterLink: RouterLinkStub } } })
  return row.get('.preview').text()
}

describe('the last line of a row', () => {
  it('says "me" before the answers of the one who reads, and before no other', () => {
    expect(preview({ by: 'lin' })).toBe('我：在的')
    expect(preview({ by: 'wang' })).toBe('王芳：在的')
    expect(preview({ by: 'an account that is gone' })).toBe('an account that is gone：在的')
  })

  it('names nobody before what a machine or the customer wrote', () => {
    expect(preview({ by: null })).toBe('在的')
    expect(preview({ direction: 'in', preview: '在吗' })).toBe('在吗')
    expect(preview({ direction: 'in', by: 'lin', preview: '在吗' })).toBe('在吗')
  })

  it('does so in English, too', () => {
    speak('en')
    expect(preview({ by: 'lin' })).toBe('You: 在的')
    expect(preview({ by: 'wang' })).toBe('王芳: 在的')
  })
})

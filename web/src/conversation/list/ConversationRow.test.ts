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

  it('does so in English, too', async () => {
    await speak('en')
    expect(preview({ by: 'lin' })).toBe('You: 在的')
    expect(preview({ by: 'wang' })).toBe('王芳: 在的')
  })
})

describe('the place in the queue', () => {
  function place(reason: 'all_full' | 'manual') {
    const queue = { position: 3, reason, text: '', online: 3, load: 30, ceiling: 30, opens_at: null, last_agent: null }
    const row = mount(ConversationRow, { props: { conversation: conversation({ id: '7', waiting_since: '2026-11-23T08:00:00Z', queue }), chosen: false }, global: { stubs: { RouterLink: RouterLinkStub } } })
    return row.find('[data-testid="queue-place"]')
  }

  it('stands in a line of its own, whole in its title', () => {
    expect(place('all_full').text()).toBe('排队第 3 · 3 人在线，均已接满 30/30')
    expect(place('all_full').attributes('title')).toBe('顾客排在第 3 位：3 人在线，均已接满 30/30。')
  })

  it('is not shown where people take from the queue', () => {
    expect(place('manual').exists()).toBe(false)
  })
})

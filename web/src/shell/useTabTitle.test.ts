import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { defineComponent } from 'vue'
import { beforeEach, expect, it } from 'vitest'
import { useConversationStore } from '@/conversation/conversationStore'
import { useSessionStore } from '@/session/sessionStore'
import { conversation, user } from '@/testing/fixtures'
import { useTabTitle } from './useTabTitle'

let seq = 0

beforeEach(() => {
  setActivePinia(createPinia())
  useSessionStore().user = user()
})

function titleWith(unread: number): string {
  useConversationStore().apply([conversation({ id: '7', unread })], ++seq)
  const tab = mount(defineComponent({ setup: () => (useTabTitle(), () => null) }))
  const title = document.title
  tab.unmount()
  return title
}

it('counts in the title of the tab, and not beyond 99', () => {
  expect(titleWith(0)).not.toContain('(')
  expect(titleWith(3)).toMatch(/^\(3\) /)
  expect(titleWith(99)).toMatch(/^\(99\) /)
  expect(titleWith(2_000)).toMatch(/^\(99\+\) /)
})

import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Message } from '@/conversation/conversation'
import { speak } from '@/shared/i18n/i18n'
import { message } from '@/testing/fixtures'
import DeliveryFoot from './DeliveryFoot.vue'

beforeEach(() => {
  setActivePinia(createPinia())
  vi.useFakeTimers({ now: new Date('2026-11-25T03:40:14Z') })
})
afterEach(async () => {
  vi.useRealTimers()
  await speak('zh-CN')
})

function hint(change: Pick<Message, 'can_undo_until'>): string {
  const foot = mount(DeliveryFoot, { props: { message: message({ id: '7', direction: 'out', state: 'queued', next_try_at: '2026-11-25T03:40:19Z', ...change }) } })
  const shown = foot.find('[data-testid=delivery-hint]')
  return shown.exists() ? shown.text() : ''
}

describe('what is said below an answer', () => {
  it('is nothing of another try while it has not been tried and can be undone', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      await speak(language)
      expect(hint({ can_undo_until: '2026-11-25T03:40:19Z' })).toBe('')
    }
  })

  it('is the time of the next try once one has failed', () => {
    expect(hint({ can_undo_until: null })).toContain('11:40:19')
  })
})

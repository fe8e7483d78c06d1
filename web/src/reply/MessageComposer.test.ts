import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useMessageStore } from '@/conversation/messageStore'
import { useSessionStore } from '@/session/sessionStore'
import { useAbilityStore } from '@/shared/abilities'
import { useServerClock } from '@/shared/serverClock'
import { conversation, message, text, user } from '@/testing/fixtures'
import { useWordingStore } from '@/wording/wordingStore'
import { useDraftStore } from './draftStore'
import MessageComposer from './MessageComposer.vue'
import { textOf } from './outgoing'
import { useReplyStore } from './replyStore'

const open = conversation({ id: '7', budget: { left: 5, automatic_left: 0, expires_at: '2099-01-01T00:00:00Z' } })

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
  useServerClock().start()
  useDraftStore().takeUp('lin')
  vi.stubGlobal('fetch', vi.fn(() => new Promise(() => undefined)))
})

function composer(shown = open) {
  const wrapper = mount(MessageComposer, { props: { conversation: shown }, attachTo: document.body })
  return { wrapper, area: wrapper.get<HTMLTextAreaElement>('[data-testid="composer"]'), send: wrapper.get<HTMLButtonElement>('[data-testid="send"]') }
}

const sent = () => useReplyStore().of('7').map((one) => textOf(one.outgoing))

describe('the composer', () => {
  it('sends with Enter and is empty then', async () => {
    const { area } = composer()
    await area.setValue('在的')
    await area.trigger('keydown', { key: 'Enter' })
    expect(sent()).toEqual(['在的'])
    expect(area.element.value).toBe('')
  })

  it('does not send an input method’s Enter', async () => {
    const { area } = composer()
    await area.setValue('zaide')
    await area.trigger('keydown', { key: 'Enter', isComposing: true })
    await area.trigger('keydown', { key: 'Enter', keyCode: 229 })
    expect(sent()).toEqual([])
    expect(area.element.value).toBe('zaide')
  })

  it('makes a line with Ctrl+Enter where the caret stands', async () => {
    const { area } = composer()
    await area.setValue('一二')
    area.element.setSelectionRange(1, 1)
    await area.trigger('keydown', { key: 'Enter', ctrlKey: true })
    expect(area.element.value).toBe('一\n二')
  })

  it('does not send nothing', async () => {
    const { area, send } = composer()
    await area.setValue('  \n ')
    await area.trigger('keydown', { key: 'Enter' })
    expect(sent()).toEqual([])
    expect(send.element.disabled).toBe(true)
  })

  it('keeps a draft for each conversation, over a reload too', async () => {
    const { wrapper, area } = composer()
    await area.setValue('还没写完')
    await wrapper.setProps({ conversation: conversation({ ...open, id: '8' }) })
    expect(area.element.value).toBe('')
    wrapper.unmount()
    setActivePinia(createPinia())
    useDraftStore().takeUp('lin')
    expect(composer().area.element.value).toBe('还没写完')
  })

  it.each([
    ['never wrote', { left: 0, automatic_left: 0, expires_at: null }, '顾客还没有发来消息'],
    ['used up', { left: 0, automatic_left: 0, expires_at: '2099-01-01T00:00:00Z' }, '5 条回复已用完'],
    ['too late', { left: 5, automatic_left: 0, expires_at: '2001-01-01T00:00:00Z' }, '超过 48 小时'],
  ])('is shut with the reason: %s', async (_name, budget, reason) => {
    useDraftStore().write('7', '写好的')
    const { wrapper, area } = composer(conversation({ ...open, budget }))
    expect(wrapper.get('[data-testid="composer-closed"]').text()).toContain(reason)
    expect(area.element.value).toBe('写好的')
    await area.trigger('keydown', { key: 'Enter' })
    expect(sent()).toEqual([])
    expect(area.element.readOnly).toBe(false)
    await area.setValue('写好的，下次发')
    expect(useDraftStore().get('7')).toBe('写好的，下次发')
    await area.setValue('')
    expect(useDraftStore().get('7')).toBe('')
  })

  it('takes the last answer back with Ctrl+Z while it is empty, and goes on with its words', async () => {
    const online = vi.fn(async (path: string) => {
      if (path.endsWith('/undo')) {
        return new Response(null, { status: 204 })
      }
      return new Response(JSON.stringify(path.endsWith('openapi.json') ? { paths: { '/api/v1/messages/{id}/undo': {} } } : messages))
    })
    const later = new Date(Date.now() + 8_000).toISOString()
    const messages = { messages: [message({ id: '50', direction: 'out', state: 'queued', by: 'lin', can_undo_until: later }, text('手滑'))], has_more: false }
    vi.stubGlobal('fetch', online)
    await useAbilityStore().learn()
    useSessionStore().user = user()
    await useMessageStore().open('7')
    const { area } = composer()
    await area.setValue('别的')
    await area.trigger('keydown', { key: 'z', ctrlKey: true })
    expect(online).not.toHaveBeenCalledWith(expect.stringContaining('/undo'), expect.anything())
    await area.setValue('')
    await area.trigger('keydown', { key: 'z', ctrlKey: true })
    await vi.waitFor(() => expect(area.element.value).toBe('手滑'))
    expect(online).toHaveBeenCalledWith('/api/v1/messages/50/undo', expect.anything())
    expect(document.activeElement).toBe(area.element)
  })

  describe('where the shop has rules for words', () => {
    const hit = (from: number, to: number, action: string, replacement: string | null = null) => ({ from, to, kind: 'word', value: 'x', action, replacement, note: '' })
    let found: object[]
    let posted: { confirmed?: boolean; text: { content: string } }[]
    let refusal: Response | null

    beforeEach(async () => {
      found = []
      posted = []
      refusal = null
      vi.stubGlobal('fetch', vi.fn(async (path: string, init?: RequestInit) => {
        if (path.endsWith('openapi.json')) {
          return new Response(JSON.stringify({ paths: { '/api/v1/shops/{shop}/policy': {} } }))
        }
        if (path.endsWith('/policy/check')) {
          return new Response(JSON.stringify({ active: true, action: null, hits: found }))
        }
        if (path.endsWith('/messages') && init?.method === 'POST') {
          posted.push(JSON.parse(String(init.body)))
          return refusal ?? new Promise<Response>(() => undefined)
        }
        return new Promise<Response>(() => undefined)
      }))
      await useAbilityStore().learn()
    })

    /** With the stores of this test: those of earlier ones, whose timers still run, become the present ones meanwhile. */
    async function typed(text: string) {
      const shown = { ...composer(), replies: useReplyStore(), wording: useWordingStore() }
      await shown.area.setValue(text)
      return shown
    }

    it('says what was found, and replaces it at a press', async () => {
      found = [hit(1, 5, 'warn', '价格实惠')]
      const { wrapper, area } = await typed('是全网最低')
      await vi.waitFor(() => expect(wrapper.find('[data-testid="wording-hit"]').exists()).toBe(true))
      expect(wrapper.get('mark').text()).toBe('全网最低')
      expect(area.attributes('aria-describedby')).toBe(wrapper.get('[data-testid="wording-hits"]').attributes('id'))
      await wrapper.get('[data-testid="wording-select"]').trigger('click')
      expect([area.element.selectionStart, area.element.selectionEnd]).toEqual([1, 5])
      await wrapper.get('[data-testid="wording-replace"]').trigger('click')
      expect(area.element.value).toBe('是价格实惠')
      expect(wrapper.find('[data-testid="wording-hit"]').exists()).toBe(false)
    })

    it('asks for a second press that names the words, and not by a key held down', async () => {
      found = [hit(0, 3, 'confirm')]
      const { wrapper, area } = await typed('加微信')
      await vi.waitFor(() => expect(wrapper.find('[data-testid="wording-hit"]').exists()).toBe(true))
      await area.trigger('keydown', { key: 'Enter' })
      expect(wrapper.get('[data-testid="wording-objection"]').text()).toContain('加微信')
      expect(wrapper.get('[data-testid="send"]').text()).toBe('确认发送')
      await area.trigger('keydown', { key: 'Enter', repeat: true })
      expect(posted).toEqual([])
      await area.trigger('keydown', { key: 'Enter' })
      expect(posted.map(({ confirmed, text: { content } }) => [confirmed, content])).toEqual([[true, '加微信']])
      expect(area.element.value).toBe('')
    })

    it('asks again when the text has changed since', async () => {
      found = [hit(0, 3, 'confirm')]
      const { wrapper, area, wording } = await typed('加微信')
      await vi.waitFor(() => expect(wrapper.find('[data-testid="wording-hit"]').exists()).toBe(true))
      await area.trigger('keydown', { key: 'Enter' })
      await area.setValue('加微信吧')
      expect(wrapper.find('[data-testid="wording-objection"]').exists()).toBe(false)
      await vi.waitFor(() => expect(wording.of('7')?.text).toBe('加微信吧'))
      await area.trigger('keydown', { key: 'Enter' })
      expect(posted).toEqual([])
    })

    it('does not send what is refused, and keeps it', async () => {
      found = [hit(0, 2, 'refuse')]
      const { wrapper, area } = await typed('秘密')
      await vi.waitFor(() => expect(wrapper.find('[data-testid="wording-hit"]').exists()).toBe(true))
      await area.trigger('keydown', { key: 'Enter' })
      await area.trigger('keydown', { key: 'Enter' })
      expect(wrapper.get('[data-testid="wording-objection"]').text()).toContain('禁止发送')
      expect(posted).toEqual([])
      expect(area.element.value).toBe('秘密')
    })

    it('takes back what was sent before anything was found', async () => {
      refusal = new Response(JSON.stringify({ status: 409, reason: 'policy_confirm', confirm: true, hits: [hit(0, 3, 'confirm')] }), { status: 409 })
      const { wrapper, area, replies } = await typed('加微信')
      await area.trigger('keydown', { key: 'Enter' })
      await vi.waitFor(() => expect(wrapper.find('[data-testid="wording-objection"]').exists()).toBe(true))
      expect(wrapper.get('[data-testid="wording-objection"]').text()).toContain('加微信')
      expect(area.element.value).toBe('加微信')
      expect(replies.of('7')).toEqual([])
      refusal = null
      await area.trigger('keydown', { key: 'Enter' })
      expect(posted.map(({ confirmed }) => confirmed)).toEqual([undefined, true])
    })
  })

  it('warns on the last one', () => {
    const { wrapper } = composer(conversation({ ...open, budget: { left: 1, automatic_left: 0, expires_at: '2099-01-01T00:00:00Z' } }))
    expect(wrapper.find('[data-testid="composer-last"]').exists()).toBe(true)
  })

  it('shuts at once when five are underway', async () => {
    const { wrapper, area } = composer()
    for (const text of ['一', '二', '三', '四', '五', '六']) {
      await area.setValue(text)
      await area.trigger('keydown', { key: 'Enter' })
    }
    expect(sent()).toHaveLength(5)
    expect(area.element.value).toBe('六')
    expect(wrapper.find('[data-testid="composer-closed"]').exists()).toBe(true)
  })

  it('warns when the platform may refuse the length', async () => {
    const { wrapper, area } = composer()
    await area.setValue('茶'.repeat(683))
    expect(wrapper.text()).toContain('2049')
  })
})

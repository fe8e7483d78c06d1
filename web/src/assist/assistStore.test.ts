import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { useServerClock } from '@/shared/serverClock'
import { useDraftStore } from '@/reply/draftStore'
import { textOut } from '@/reply/outgoing'
import { useReplyStore } from '@/reply/replyStore'
import type { Phase } from '@/reply/unsent'
import { useAssistStore } from './assistStore'

let asked: { path: string; body: unknown }[]
let stream: string

beforeEach(async () => {
  localStorage.clear()
  setActivePinia(createPinia())
  useServerClock().start()
  useDraftStore().takeUp('lin')
  asked = []
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string, { body }: RequestInit = {}) => {
      if (path.endsWith('openapi.json')) {
        return new Response(JSON.stringify({ paths: { '/api/v1/assistant': {} } }))
      }
      if (path === '/api/v1/assistant') {
        return new Response(JSON.stringify({ draft: true, host: 'model.test' }))
      }
      asked.push({ path, body: typeof body === 'string' ? JSON.parse(body) : null })
      return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } })
    }),
  )
  await useAbilityStore().learn()
  await useAssistStore().load()
})

function done(text: string, draftId: string | null): string {
  return `event: delta\ndata: ${JSON.stringify({ text })}\n\nevent: done\ndata: ${JSON.stringify({ text, draft_id: draftId, warnings: [] })}\n\n`
}

function unsent(clientId: string, content: string, phase: Phase) {
  return { clientId, conversationId: '7', outgoing: textOut(content), seen: null, anyway: false, confirmed: false, draftId: null, createdAt: '2026-12-01T08:00:00Z', position: 1, replaces: null, phase }
}

describe('one message of several lines', () => {
  it('is made of what stands in the composer and what the server has refused, and of nothing that may have arrived', async () => {
    const assist = useAssistStore()
    const replies = useReplyStore()
    replies.unsent = [unsent('a', '您好', { kind: 'refused', reason: 'over_budget', detail: '' }), unsent('b', '可能到了', { kind: 'unreachable' })]
    useDraftStore().write('7', '今天发\n\n请放心')
    expect(assist.canMerge('7')).toBe(true)
    stream = done('您好，今天发，请放心', null)
    await assist.merge('7')
    expect(asked).toEqual([{ path: '/api/v1/conversations/7/merge', body: { lines: ['您好', '今天发', '请放心'] } }])
    expect(useDraftStore().get('7')).toBe('您好，今天发，请放心')
    expect(replies.of('7').map(({ clientId }) => clientId)).toEqual(['b'])
    assist.drop('7')
    expect(useDraftStore().get('7')).toBe('您好\n今天发\n请放心')
  })

  it('brings the lines back when the model fails, with a note that goes when they are changed', async () => {
    const assist = useAssistStore()
    useDraftStore().write('7', '一\n二')
    stream = 'event: delta\ndata: {"text":"一"}\n\nevent: failed\ndata: {"reason":"cut"}\n\n'
    await assist.merge('7')
    expect(useDraftStore().get('7')).toBe('一\n二')
    expect(assist.of('7')?.kind).toBe('note')
    await nextTick()
    expect(assist.of('7')?.kind).toBe('note')
    useDraftStore().write('7', '一\n二\n三')
    await nextTick()
    expect(assist.of('7')).toBeNull()
  })

  it('is not offered for one short line', () => {
    const assist = useAssistStore()
    useDraftStore().write('7', '在的')
    expect(assist.canMerge('7')).toBe(false)
    useDraftStore().write('7', '在'.repeat(130))
    expect(assist.canMerge('7')).toBe(true)
  })

  it('still is the draft that it was made of', async () => {
    const assist = useAssistStore()
    stream = done('您好\n在的', 'draft-1')
    await assist.start('7')
    expect(assist.draftId('7')).toBe('draft-1')
    stream = done('您好，在的', null)
    await assist.merge('7')
    expect(assist.draftId('7')).toBe('draft-1')
    useDraftStore().write('7', '')
    await nextTick()
    expect(assist.draftId('7')).toBeNull()
  })
})

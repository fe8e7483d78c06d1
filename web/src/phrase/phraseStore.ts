import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { request, type Reply } from '@/shared/http'
import type { Phrase, PhraseDraft } from './phrase'
import { pieces, type TableRow } from './tableRows'

export const usePhraseStore = defineStore('phrase', () => {
  const abilities = useAbilityStore()
  const phrases = shallowRef<readonly Phrase[]>([])
  const state = ref<'idle' | 'loading' | 'failed'>('idle')

  async function load(): Promise<void> {
    if (!abilities.can('phrases')) {
      return
    }
    state.value = 'loading'
    const reply = await request('get', '/api/v1/phrases')
    state.value = reply.kind === 'ok' ? 'idle' : 'failed'
    if (reply.kind === 'ok') {
      phrases.value = reply.value.phrases
    }
  }

  function of(shop: string): Phrase[] {
    return phrases.value.filter((phrase) => phrase.shops === null || phrase.shops.includes(shop))
  }

  async function save(id: string | null, draft: PhraseDraft): Promise<Reply<Phrase>> {
    const { media_id, product_id, ...rest } = draft
    const body = { ...rest, media_id: media_id ?? undefined, product_id: product_id ?? undefined }
    const reply = id === null ? await request('post', '/api/v1/phrases', { body }) : await request('put', '/api/v1/phrases/{id}', { path: { id }, body })
    await load()
    return reply
  }

  /** Gives how many were added; those that stood there already are not added again. */
  async function addAll(rows: readonly TableRow[], owner: Phrase['owner'], sent: (n: number) => void): Promise<Reply<number>> {
    let added = 0
    let reply: Reply<number> = { kind: 'ok', value: 0 }
    let done = 0
    for (const piece of pieces(rows)) {
      const answer = await request('post', '/api/v1/phrase-imports', { body: { owner, phrases: piece.map((row) => ({ ...row, kind: 'text' as const })) } })
      if (answer.kind !== 'ok') {
        reply = answer
        break
      }
      added += answer.value.added
      reply = { kind: 'ok', value: added }
      done += piece.length
      sent(done)
    }
    await load()
    return reply
  }

  async function remove(id: string): Promise<Reply<undefined>> {
    const reply = await request('delete', '/api/v1/phrases/{id}', { path: { id } })
    await load()
    return reply
  }

  function clear(): void {
    phrases.value = []
  }

  return { phrases, state, load, of, save, addAll, remove, clear }
})

import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { request, type Reply } from '@/shared/http'
import type { Phrase, PhraseDraft } from './phrase'

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

  async function remove(id: string): Promise<Reply<undefined>> {
    const reply = await request('delete', '/api/v1/phrases/{id}', { path: { id } })
    await load()
    return reply
  }

  function clear(): void {
    phrases.value = []
  }

  return { phrases, state, load, of, save, remove, clear }
})

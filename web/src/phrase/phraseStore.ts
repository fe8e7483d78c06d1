import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { http, nothing, type Reply } from '@/shared/http'
import { decodePhrase, decodePhrases, encodePhrase, type Phrase, type PhraseDraft } from './phrase'

const PATH = '/api/v1/phrases'

export const usePhraseStore = defineStore('phrase', () => {
  const abilities = useAbilityStore()
  const phrases = shallowRef<readonly Phrase[]>([])
  const state = ref<'idle' | 'loading' | 'failed'>('idle')

  async function load(): Promise<void> {
    if (!abilities.can('phrases')) {
      return
    }
    state.value = 'loading'
    const reply = await http(PATH, { decode: decodePhrases })
    state.value = reply.kind === 'ok' ? 'idle' : 'failed'
    if (reply.kind === 'ok') {
      phrases.value = reply.value
    }
  }

  function of(shop: string): Phrase[] {
    return phrases.value.filter((phrase) => phrase.shops === null || phrase.shops.includes(shop))
  }

  async function save(id: string | null, draft: PhraseDraft): Promise<Reply<Phrase | null>> {
    const path = id === null ? PATH : `${PATH}/${encodeURIComponent(id)}`
    const reply = await http(path, { method: id === null ? 'POST' : 'PUT', body: encodePhrase(draft), decode: decodePhrase })
    await load()
    return reply
  }

  async function remove(id: string): Promise<Reply<undefined>> {
    const reply = await http(`${PATH}/${encodeURIComponent(id)}`, { method: 'DELETE', decode: nothing })
    await load()
    return reply
  }

  function clear(): void {
    phrases.value = []
  }

  return { phrases, state, load, of, save, remove, clear }
})

import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { fetchTrail, type TrailEntry } from './careApi'

/** As many as one switches between. */
const KEPT_MAX = 50

/** What became of conversations besides their messages; read again whenever one changes hands. */
export const useTrailStore = defineStore('trail', () => {
  const abilities = useAbilityStore()
  const trails = shallowReactive(new Map<string, readonly TrailEntry[]>())

  function of(conversationId: string): readonly TrailEntry[] {
    return trails.get(conversationId) ?? []
  }

  async function load(conversationId: string): Promise<void> {
    if (!abilities.can('trail')) {
      return
    }
    const reply = await fetchTrail(conversationId)
    if (reply.kind === 'ok') {
      trails.delete(conversationId)
      trails.set(conversationId, reply.value)
      const oldest = trails.keys().next()
      if (trails.size > KEPT_MAX && oldest.done !== true) {
        trails.delete(oldest.value)
      }
    }
  }

  function clear(): void {
    trails.clear()
  }

  return { of, load, clear }
})

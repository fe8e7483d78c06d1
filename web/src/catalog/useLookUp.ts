import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import type { Reply } from '@/shared/http'

const ASK_AFTER_MS = 300

export type LookUpState = 'loading' | 'idle' | 'failed'

/** Asks when somebody pauses typing; an answer that was overtaken is passed over. */
export function useLookUp<T>(query: Ref<string>, about: () => string, ask: (query: string) => Promise<Reply<T[]>>) {
  const found = shallowRef<T[]>([])
  const state = ref<LookUpState>('loading')
  let asking: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  async function look(): Promise<void> {
    const mine = ++turn
    state.value = 'loading'
    const reply = await ask(query.value.trim())
    if (mine === turn) {
      state.value = reply.kind === 'ok' ? 'idle' : 'failed'
      found.value = reply.kind === 'ok' ? reply.value : []
    }
  }

  watch(about, () => {
    found.value = []
    void look()
  }, { immediate: true })
  watch(query, () => {
    clearTimeout(asking)
    asking = setTimeout(() => void look(), ASK_AFTER_MS)
  })
  onBeforeUnmount(() => {
    turn++
    clearTimeout(asking)
  })
  return { found, state, look }
}

import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Reply } from '@/shared/http'
import { troubleWords } from '@/shared/toast'

/** The server makes some reports at a time; whoever comes when there are too many waits as long as it says. */
const RETRIES_MAX = 5
/** Shorter than this nobody needs to be told that it takes long. */
const LONG_MS = 2_000

export interface Reading<T> {
  value: ShallowRef<T | null>
  loading: Ref<boolean>
  /** It takes longer than one waits without a word. */
  long: Ref<boolean>
  trouble: Ref<string>
  /** Why the server refused, in its word; empty when it did not. */
  refused: Ref<string>
  /** Whether it helps to ask the same again. */
  again: Ref<boolean>
  load: () => Promise<void>
}

/**
 * A report, asked for again when the question changes; an empty question is not asked. What was there stays until the
 * new one has come.
 */
export function useReport<T>(question: () => string, ask: () => Promise<Reply<T>>): Reading<T> {
  const value = shallowRef<T | null>(null)
  const loading = ref(false)
  const long = ref(false)
  const trouble = ref('')
  const refused = ref('')
  const again = ref(true)
  let turn = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let patience: ReturnType<typeof setTimeout> | undefined

  function settle(): void {
    clearTimeout(retry)
    clearTimeout(patience)
    loading.value = false
    long.value = false
  }

  async function load(): Promise<void> {
    const mine = ++turn
    settle()
    if (question() === '') {
      value.value = null
      return
    }
    loading.value = true
    patience = setTimeout(() => (long.value = true), LONG_MS)
    await attempt(mine, 0)
  }

  async function attempt(mine: number, retries: number): Promise<void> {
    const reply = await ask()
    if (mine !== turn) {
      return
    }
    if (reply.kind === 'throttled' && retries < RETRIES_MAX) {
      retry = setTimeout(() => void attempt(mine, retries + 1), reply.afterSeconds * 1_000)
      return
    }
    settle()
    trouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    refused.value = reply.kind === 'refused' ? reply.reason : ''
    again.value = reply.kind !== 'refused'
    value.value = reply.kind === 'ok' ? reply.value : null
  }

  watch(question, load, { immediate: true })
  onBeforeUnmount(() => {
    turn++
    settle()
  })

  return { value, loading, long, trouble, refused, again, load }
}

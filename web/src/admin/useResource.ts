import { onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Reply } from '@/shared/http'
import { troubleWords } from '@/shared/toast'

export interface Resource<T> {
  value: ShallowRef<T | null>
  loading: Ref<boolean>
  trouble: Ref<string>
  load: () => Promise<void>
}

/** Something a page reads when it opens, and again when asked; what was read stays while it is read again. */
export function useResource<T>(ask: () => Promise<Reply<T>>): Resource<T> {
  const value = shallowRef<T | null>(null)
  const loading = ref(false)
  const trouble = ref('')

  async function load(): Promise<void> {
    loading.value = true
    const reply = await ask()
    loading.value = false
    trouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      value.value = reply.value
    }
  }

  onMounted(load)
  return { value, loading, trouble, load }
}

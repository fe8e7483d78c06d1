import { onMounted, ref, type Ref } from 'vue'
import type { Reply } from '@/shared/http'
import { t, type Key } from '@/shared/i18n/i18n'
import { toast, troubleWords } from '@/shared/toast'

export interface Setting<T> {
  value: Ref<T | null>
  busy: Ref<boolean>
  trouble: Ref<string>
  save: () => Promise<void>
}

/** What holds for everybody and fits in one form: read when the form opens, and saved as a whole. */
export function useSetting<T>(ask: () => Promise<Reply<T>>, put: (value: T) => Promise<Reply<T>>, saved: Key): Setting<T> {
  const value = ref(null) as Ref<T | null>
  const busy = ref(false)
  const trouble = ref('')

  function take(reply: Reply<T>): void {
    trouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      value.value = reply.value
    }
  }

  async function save(): Promise<void> {
    if (value.value === null) {
      return
    }
    busy.value = true
    const reply = await put(value.value)
    busy.value = false
    take(reply)
    if (reply.kind === 'ok') {
      toast(t(saved), 'success')
    }
  }

  onMounted(async () => take(await ask()))
  return { value, busy, trouble, save }
}

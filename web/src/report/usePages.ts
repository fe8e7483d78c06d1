import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Reply } from '@/shared/http'
import { troubleWords } from '@/shared/toast'

interface Page {
  next_cursor: string | null
}

export interface Pages<T> {
  items: ComputedRef<T[]>
  /** Where the next page begins; null behind the last. */
  next: Ref<string | null>
  busy: Ref<boolean>
  moreTrouble: Ref<string>
  loadMore: () => Promise<void>
}

/** What stands on a first page and on those that were read behind it; another first page begins anew. */
export function usePages<P extends Page, T>(first: ShallowRef<P | null>, read: (cursor: string | null) => Promise<Reply<P>>, itemsOf: (page: P) => readonly T[]): Pages<T> {
  const more = shallowRef<readonly T[]>([])
  const next = ref<string | null>(null)
  const busy = ref(false)
  const moreTrouble = ref('')
  const items = computed(() => [...(first.value === null ? [] : itemsOf(first.value)), ...more.value])

  watch(first, (page) => {
    more.value = []
    moreTrouble.value = ''
    next.value = page?.next_cursor ?? null
  })

  async function loadMore(): Promise<void> {
    const page = first.value
    busy.value = true
    const reply = await read(next.value)
    busy.value = false
    if (page !== first.value) {
      return // Of another question by now.
    }
    moreTrouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      more.value = [...more.value, ...itemsOf(reply.value)]
      next.value = reply.value.next_cursor
    }
  }

  return { items, next, busy, moreTrouble, loadMore }
}

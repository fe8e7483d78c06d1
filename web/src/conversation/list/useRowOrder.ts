import { computed, ref, shallowRef, type ComputedRef } from 'vue'
import type { Conversation } from '../conversation'
import { frozenOrder, type Frozen } from './frozenOrder'

/** Holds the order of the rows while the pointer rests on them. */
export function useRowOrder(present: ComputedRef<readonly Conversation[]>) {
  const frozenIds = ref<string[] | null>(null)
  const paged = shallowRef<ReadonlySet<string>>(new Set())

  const order = computed<Frozen>(() => {
    const ids = present.value.map((conversation) => conversation.id)
    return frozenIds.value === null ? { ids, held: 0 } : frozenOrder(frozenIds.value, ids, paged.value)
  })
  const rows = computed(() => {
    const byId = new Map(present.value.map((conversation) => [conversation.id, conversation]))
    return order.value.ids.flatMap((id) => byId.get(id) ?? [])
  })
  const held = computed(() => order.value.held)

  function freeze(): void {
    frozenIds.value ??= present.value.map((conversation) => conversation.id)
  }

  function release(): void {
    frozenIds.value = null
    paged.value = new Set()
  }

  /** Takes the present order and holds that. */
  function refresh(): void {
    if (frozenIds.value !== null) {
      release()
      freeze()
    }
  }

  function addPaged(ids: readonly string[]): void {
    paged.value = new Set([...paged.value, ...ids])
  }

  return { rows, held, freeze, release, refresh, addPaged }
}

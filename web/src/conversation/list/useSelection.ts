import { computed, ref, shallowRef, type ComputedRef } from 'vue'
import { useSessionStore } from '@/session/sessionStore'
import type { Conversation } from '../conversation'
import { extended, NOTHING_SELECTED, rowAfter, toggled } from './selection'

/** Selecting several conversations of the list, for those who may do something with several. */
export function useSelection(rows: ComputedRef<readonly Conversation[]>) {
  const session = useSessionStore()
  const wanted = ref(false)
  const selection = shallowRef(NOTHING_SELECTED)
  /** The row that the keys are at. */
  const active = ref<string | null>(null)

  const selecting = computed(() => wanted.value && session.maySupervise)
  const order = computed(() => rows.value.map(({ id }) => id))
  const chosen = computed(() => rows.value.filter(({ id }) => selection.value.ids.has(id)))
  /** Selected, and not in the list any more: nothing is done with what nobody sees. */
  const elsewhere = computed(() => selection.value.ids.size - chosen.value.length)

  function begin(): void {
    wanted.value = true
  }

  function end(): void {
    wanted.value = false
    active.value = null
    select([])
  }

  function select(ids: readonly string[]): void {
    selection.value = { ids: new Set(ids), anchor: null }
  }

  function selectAll(): void {
    select(order.value)
  }

  function pick(id: string, range: boolean): void {
    active.value = id
    selection.value = range ? extended(selection.value, id, order.value) : toggled(selection.value, id)
  }

  function press(event: KeyboardEvent): void {
    const at = active.value === null ? -1 : order.value.indexOf(active.value)
    const next = rowAfter(event.key, at, order.value.length)
    const to = next === null ? undefined : order.value[next]
    if (to !== undefined) {
      if (event.shiftKey) {
        selection.value = extended({ ...selection.value, anchor: active.value }, to, order.value)
      }
      active.value = to
    } else if (event.key === ' ') {
      order.value.slice(Math.max(at, 0), Math.max(at, 0) + 1).forEach((id) => pick(id, event.shiftKey))
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      selectAll()
    } else {
      return
    }
    event.preventDefault()
  }

  return { selecting, selection, active, order, chosen, elsewhere, begin, end, select, selectAll, pick, press }
}

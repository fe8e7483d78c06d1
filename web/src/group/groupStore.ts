import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import type { Reply } from '@/shared/http'
import { troubleWords } from '@/shared/toast'
import { deleteGroup, fetchGroups, saveGroup, type Group, type GroupInput } from './groupApi'

/** The groups of agents that serve a shop one sees: read when somebody needs them, and again when one changes. */
export const useGroupStore = defineStore('group', () => {
  const abilities = useAbilityStore()
  const groups = shallowRef<readonly Group[]>([])
  const known = ref(false)
  const loading = ref(false)
  const trouble = ref('')

  async function load(): Promise<void> {
    if (!abilities.can('groups')) {
      return
    }
    loading.value = true
    const reply = await fetchGroups()
    loading.value = false
    trouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      groups.value = reply.value
      known.value = true
    }
  }

  /** What nobody has asked for yet is read when they do. */
  async function refresh(): Promise<void> {
    if (known.value) {
      await load()
    }
  }

  function of(id: string): Group | null {
    return groups.value.find((one) => one.id === id) ?? null
  }

  function save(id: string | null, group: GroupInput): Promise<Reply<Group>> {
    return thenLoad(saveGroup(id, group))
  }

  function remove(id: string): Promise<Reply<undefined>> {
    return thenLoad(deleteGroup(id))
  }

  /** Also after a refusal: what is shown may be old. */
  async function thenLoad<T>(asked: Promise<Reply<T>>): Promise<Reply<T>> {
    const reply = await asked
    await load()
    return reply
  }

  function clear(): void {
    groups.value = []
    known.value = false
    trouble.value = ''
  }

  return { groups, known, loading, trouble, load, refresh, of, save, remove, clear }
})

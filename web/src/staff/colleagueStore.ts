import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useSessionStore, type AgentState } from '@/session/sessionStore'
import { useAbilityStore } from '@/shared/abilities'
import { http } from '@/shared/http'
import { asArray, asNumberOrNull, asObject, asText, asTexts } from '@/shared/json'

export interface Colleague {
  username: string
  name: string
  role: string
  state: AgentState
  load: number
  shops: string[] | null
}

export const useColleagueStore = defineStore('colleague', () => {
  const abilities = useAbilityStore()
  const session = useSessionStore()
  const colleagues = shallowRef<readonly Colleague[]>([])
  const others = computed(() => colleagues.value.filter((one) => one.username !== session.user?.username))

  async function load(): Promise<void> {
    if (!abilities.can('colleagues')) {
      return
    }
    const reply = await http('/api/v1/colleagues', { decode: decodeColleagues })
    if (reply.kind === 'ok') {
      colleagues.value = reply.value
    }
  }

  function nameOf(username: string): string {
    return colleagues.value.find((one) => one.username === username)?.name || username
  }

  function clear(): void {
    colleagues.value = []
  }

  return { colleagues, others, load, nameOf, clear }
})

function decodeColleagues(json: unknown): Colleague[] {
  return asArray(asObject(json)['colleagues']).map((entry) => {
    const object = asObject(entry)
    const username = asText(object['username'])
    const state = object['state']
    return {
      username,
      name: asText(object['name']) || username,
      role: asText(object['role']),
      state: state === 'online' || state === 'away' ? state : 'offline',
      load: asNumberOrNull(object['load']) ?? 0,
      shops: Array.isArray(object['shops']) ? asTexts(object['shops']) : null,
    }
  })
}

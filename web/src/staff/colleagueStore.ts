import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useSessionStore } from '@/session/sessionStore'
import { useAbilityStore } from '@/shared/abilities'
import { request, type Schemas } from '@/shared/http'
import { t } from '@/shared/i18n/i18n'
import { isOfRule, keyOf } from './automaticReply'

export type Colleague = Schemas['Colleague']

export const useColleagueStore = defineStore('colleague', () => {
  const abilities = useAbilityStore()
  const session = useSessionStore()
  const colleagues = shallowRef<readonly Colleague[]>([])
  const others = computed(() => colleagues.value.filter((one) => one.username !== session.user?.username))

  async function load(): Promise<void> {
    if (!abilities.can('colleagues')) {
      return
    }
    const reply = await request('get', '/api/v1/colleagues')
    if (reply.kind === 'ok') {
      colleagues.value = reply.value.colleagues
    }
  }

  function nameOf(username: string): string {
    if (isOfRule(username)) {
      return t('chat.automaticReply')
    }
    const key = keyOf(username)
    return key === null ? colleagues.value.find((one) => one.username === username)?.name || username : t('chat.byKey', { name: key })
  }

  function clear(): void {
    colleagues.value = []
  }

  return { colleagues, others, load, nameOf, clear }
})

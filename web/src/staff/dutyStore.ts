import { defineStore } from 'pinia'
import { ref } from 'vue'
import { OFFLINE_BY_CHOICE, useSessionStore, type AgentState } from '@/session/sessionStore'
import { useSettingsStore } from '@/settings/settingsStore'
import { useAbilityStore } from '@/shared/abilities'
import { ofAccount, type Keeper } from '@/shared/kept'

/** What became of sitting down at the desk. */
export type Begun = 'asked' | 'went-online' | 'as-it-was'

/**
 * Whoever sits down at the desk and is offline is told of nothing. So he is asked once whether to go online, or it is
 * done as he once chose. Who chose to be offline since he logged in is left alone, also after a reload.
 */
export const useDutyStore = defineStore('duty', () => {
  const session = useSessionStore()
  const settings = useSettingsStore()
  const abilities = useAbilityStore()
  const asking = ref(false)

  async function begin(): Promise<Begun> {
    if (!abilities.can('state') || session.user?.state !== 'offline' || mine().read(OFFLINE_BY_CHOICE) !== null) {
      return 'as-it-was'
    }
    switch (settings.settings.atLogin) {
      case 'ask':
        asking.value = true
        return 'asked'
      case 'online':
        return (await enter('online')) ? 'went-online' : 'asked'
      case 'offline':
        return 'as-it-was'
    }
  }

  async function enter(state: AgentState): Promise<boolean> {
    if (state === 'offline') {
      mine().write(OFFLINE_BY_CHOICE, 'yes')
    } else {
      mine().remove(OFFLINE_BY_CHOICE)
    }
    const entered = session.user?.state === state || (await session.enterState(state))
    asking.value = !entered && state === 'online'
    return entered
  }

  function mine(): Keeper {
    return ofAccount(session.user?.username ?? '')
  }

  function clear(): void {
    asking.value = false
  }

  return { asking, begin, enter, clear }
})

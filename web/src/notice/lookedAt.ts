import { tabLocks } from '@/shared/tabs'

/**
 * Which conversation a tab of this browser shows somebody at the moment, told to the other tabs by a lock: one that is
 * closed or crashes lets go of it. Where there are no locks (plain http away from localhost) each tab knows of itself.
 */
const NAME = 'looked-at '

let looked: string | null = null
let letGo: () => void = () => undefined

export function lookAt(conversationId: string | null): void {
  if (conversationId === looked) {
    return
  }
  letGo()
  letGo = () => undefined
  looked = conversationId
  if (conversationId !== null) {
    void tabLocks()?.request(NAME + conversationId, { mode: 'shared' }, () => (looked === conversationId ? untilLetGo() : undefined))
  }
}

function untilLetGo(): Promise<void> {
  return new Promise((over) => {
    letGo = over
  })
}

/** Acts unless a tab of this browser shows that conversation. */
export function unlessLookedAt(conversationId: string, act: () => void): void {
  const known = tabLocks()
  if (known === null) {
    act()
    return
  }
  void known.isHeld(NAME + conversationId).then((held) => {
    if (!held) {
      act()
    }
  }, act)
}

import { account } from './account'

/**
 * Locks and channels between the tabs of this browser. Their names begin with the account: a tab that still shows one
 * account and a tab that shows another know nothing of each other.
 */
export interface TabLocks {
  request<T>(name: string, options: LockOptions, act: (mine: Lock | null) => T): Promise<Awaited<T>>
  isHeld(name: string): Promise<boolean>
}

/** Null on plain http away from localhost, where browsers have no locks. */
export function tabLocks(): TabLocks | null {
  const present: LockManager | null | undefined = navigator.locks
  if (present === undefined || present === null) {
    return null
  }
  return {
    request: (name, options, act) => present.request(named(name), options, act),
    isHeld: async (name) => {
      const whole = named(name)
      const { held = [] } = await present.query()
      return held.some((lock) => lock.name === whole)
    },
  }
}

export function tabChannel(name: string): BroadcastChannel | null {
  return typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(named(name))
}

function named(name: string): string {
  return `xiaoer:${JSON.stringify([account(), name])}`
}

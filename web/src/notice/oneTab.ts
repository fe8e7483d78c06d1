import { tabLocks } from '@/shared/tabs'

/** Longer than the tabs of one browser need to hear of the same change. */
const HELD_MS = 1_500

/** Does it in one of the tabs that would do it at this moment; each of them hears of every change. What comes until it is done is the same once more. */
export function oneTabOnly(what: string, act: () => unknown): void {
  void hold(`notice ${what}`, false, async () => {
    await Promise.all([act(), pause()])
  })
}

/** Does it when what had this turn before has had its time, in whichever tab that was. */
export function inTurn(turn: string, act: () => void): Promise<void> {
  return hold(`notice ${turn}`, true, async () => {
    act()
    await pause()
  })
}

/** Where the browser has no locks, on plain http away from localhost, each tab is alone: better twice than not at all. */
const held = new Map<string, Promise<void>>()

async function hold(name: string, waits: boolean, act: () => Promise<void>): Promise<void> {
  const locks = tabLocks()
  if (locks !== null) {
    await locks.request(name, { ifAvailable: !waits }, async (mine) => {
      if (mine !== null) {
        await act()
      }
    })
    return
  }
  const before = held.get(name)
  if (before !== undefined && !waits) {
    return
  }
  const mine = Promise.resolve(before).then(act, act)
  held.set(name, mine)
  try {
    await mine
  } finally {
    if (held.get(name) === mine) {
      held.delete(name)
    }
  }
}

function pause(): Promise<void> {
  return new Promise((over) => setTimeout(over, HELD_MS))
}

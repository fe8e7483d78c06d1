/**
 * Up to version 0.1 names were glued into keys with a dot: `xiaoer.draft.li.wei.7`. Ids have no dot, so the last one
 * always ends the name, and each value finds the account it belongs to. What fits nothing is dropped.
 */
const OLD_PREFIX = 'xiaoer.'
const WITH_ID: Readonly<Record<string, RegExp>> = {
  draft: /^draft\.(.+)\.(\d+)$/s,
  untold: /^untold\.(.+)\.(\d+)$/s,
  unsent: /^unsent\.(.+)\.([^.]+)$/s,
  attachment: /^attachment\.(.+)\.([^.]+)$/s,
}
const OF_ACCOUNT: Readonly<Record<string, RegExp>> = { settings: /^settings\.(.+)$/s, offline: /^offline\.(.+)$/s }
const OF_BROWSER: readonly string[] = ['language', 'theme']

type Place = [owner: string | null, kind: string, id: string]

export function migrateKept(store: Storage, keyOf: (...place: Place) => string): void {
  const old = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '').filter((key) => key.startsWith(OLD_PREFIX))
  for (const key of old) {
    const value = store.getItem(key)
    const place = placeOf(key.slice(OLD_PREFIX.length))
    if (value !== null && place !== null && store.getItem(keyOf(...place)) === null) {
      store.removeItem(key) // First, so that a full store has room for the new one.
      store.setItem(keyOf(...place), value)
    }
    store.removeItem(key)
  }
}

function placeOf(rest: string): Place | null {
  if (OF_BROWSER.includes(rest)) {
    return [null, rest, '']
  }
  for (const [kind, form] of Object.entries(WITH_ID)) {
    const [, owner, id] = form.exec(rest) ?? []
    if (owner !== undefined && id !== undefined) {
      return [owner, kind, id]
    }
  }
  for (const [kind, form] of Object.entries(OF_ACCOUNT)) {
    const [, owner] = form.exec(rest) ?? []
    if (owner !== undefined) {
      return [owner, kind, '']
    }
  }
  return null
}

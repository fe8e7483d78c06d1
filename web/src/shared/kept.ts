import { migrateKept } from './keptBefore'

/**
 * What the browser keeps over a reload. A full or forbidden store (private windows) loses the keeping, never the page:
 * everything also lives in memory.
 *
 * This is the only place that builds keys. A key is a list written as JSON, so no name, whatever characters it has, can
 * be taken for a part of another one.
 */
const PREFIX = 'xiaoer:'

/** What one owner has kept; `id` tells apart several of one kind. */
export interface Keeper {
  read(kind: string, id?: string): string | null
  write(kind: string, value: string, id?: string): void
  remove(kind: string, id?: string): void
  /** The ids under which something of this kind is kept. */
  ids(kind: string): string[]
  /** Calls when another tab of this browser has changed something of this kind, until what it returns is called. */
  follow(kind: string, changed: (value: string | null, id: string) => void): () => void
}

/** Before anybody has logged in nothing is kept. */
export const NOTHING_KEPT: Keeper = { read: () => null, write: () => undefined, remove: () => undefined, ids: () => [], follow: () => () => undefined }

/** What belongs to the browser, whoever uses it: language and colours. Nothing that a person wrote or chose for work. */
export const ofBrowser: Keeper = keeper(null)

/** What belongs to one account, and is neither shown to nor sent by another one. */
export function ofAccount(username: string): Keeper {
  return keeper(username)
}

/** One of a few words kept, or the fallback when it is anything else. */
export function keptChoice<T extends string>(keeper: Keeper, kind: string, choices: readonly T[], fallback: T): T {
  const value = keeper.read(kind)
  return choices.find((choice) => choice === value) ?? fallback
}

function keyOf(owner: string | null, kind: string, id: string): string {
  return PREFIX + JSON.stringify([owner, kind, id])
}

function keeper(owner: string | null): Keeper {
  return {
    read(kind, id = '') {
      try {
        return localStorage.getItem(keyOf(owner, kind, id))
      } catch {
        return null
      }
    },
    write(kind, value, id = '') {
      try {
        localStorage.setItem(keyOf(owner, kind, id), value)
      } catch {
        // Nothing to be done, and nothing lost that is still in memory.
      }
    },
    remove(kind, id = '') {
      try {
        localStorage.removeItem(keyOf(owner, kind, id))
      } catch {
        // As above.
      }
    },
    ids(kind) {
      try {
        return Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '').flatMap((key) => idIn(key, owner, kind) ?? [])
      } catch {
        return []
      }
    },
    follow(kind, changed) {
      const listen = (event: StorageEvent): void => {
        const id = idIn(event.key ?? '', owner, kind)
        if (id !== null) {
          changed(event.newValue, id)
        }
      }
      window.addEventListener('storage', listen)
      return () => window.removeEventListener('storage', listen)
    },
  }
}

function idIn(key: string, owner: string | null, kind: string): string | null {
  if (!key.startsWith(PREFIX)) {
    return null
  }
  try {
    const parts: unknown = JSON.parse(key.slice(PREFIX.length))
    return Array.isArray(parts) && parts[0] === owner && parts[1] === kind && typeof parts[2] === 'string' ? parts[2] : null
  } catch {
    return null
  }
}

/** Empties the store of files of this address: the page itself, which a service worker keeps, and nothing else. */
export async function forgetCaches(): Promise<void> {
  try {
    const names = await caches.keys()
    await Promise.all(names.map((name) => caches.delete(name)))
  } catch {
    // Forbidden, as in private windows: then there is nothing.
  }
}

try {
  migrateKept(localStorage, (owner, kind, id) => keyOf(owner, kind, id))
} catch {
  // No store, or a full one: what is under old keys is looked at again when the page is next opened.
}

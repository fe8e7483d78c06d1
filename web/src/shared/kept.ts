/**
 * What the browser keeps over a reload. A full or forbidden store (private windows) loses the keeping,
 * never the page: everything also lives in memory.
 */
const PREFIX = 'xiaoer.'

export const kept = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(PREFIX + key)
    } catch {
      return null
    }
  },
  write(key: string, value: string): void {
    try {
      localStorage.setItem(PREFIX + key, value)
    } catch {
      // Nothing to be done, and nothing lost that is still in memory.
    }
  },
  remove(key: string): void {
    try {
      localStorage.removeItem(PREFIX + key)
    } catch {
      // As above.
    }
  },
  /** The keys that begin so, without our prefix. */
  keys(beginning: string): string[] {
    try {
      return Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '')
        .filter((key) => key.startsWith(PREFIX + beginning))
        .map((key) => key.slice(PREFIX.length))
    } catch {
      return []
    }
  },
}

/** One of a few words kept under a key, or the fallback when it holds anything else. */
export function keptChoice<T extends string>(key: string, choices: readonly T[], fallback: T): T {
  const value = kept.read(key)
  return choices.find((choice) => choice === value) ?? fallback
}

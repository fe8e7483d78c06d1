import { shallowRef } from 'vue'
import type { ShortcutName } from './shortcuts'

/** What a key asked of whoever can do it; a new object each time, so that the same command twice is two. */
export const deskCommand = shallowRef<{ what: ShortcutName } | null>(null)

export function command(what: ShortcutName): void {
  deskCommand.value = { what }
}

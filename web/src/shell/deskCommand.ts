import { nextTick, shallowRef } from 'vue'
import type { ShortcutName } from './shortcuts'

/** What a key asked of whoever can do it; a new object each time, so that the same command twice is two. */
export const deskCommand = shallowRef<{ what: ShortcutName } | null>(null)

/** What of the desk is there: the list with all who wait, and the conversation that the address names. */
export interface Ready {
  list: boolean
  chat: boolean
}

const ALL: Ready = { list: true, chat: true }
const NEEDS_LIST: ReadonlySet<ShortcutName> = new Set(['next', 'previous', 'nextWaiting', 'takeNext', 'select'])

/** More than these are no intention any more. */
const EARLY_MAX = 20

let ready: Ready = { list: false, chat: false }
let early: ShortcutName[] = []
let catchingUp = false

/**
 * Until what it needs is there, a command waits; then it is done, in the order in which they were given. A page that
 * stands complete and cannot do it does not keep it for the next one.
 */
export function command(what: ShortcutName): void {
  if (early.length > 0 || !canBeDone(what)) {
    early = [...early, what].slice(-EARLY_MAX)
  } else {
    deskCommand.value = { what }
  }
}

export async function deskReady(now: Ready): Promise<void> {
  ready = now
  if (catchingUp) {
    return
  }
  catchingUp = true
  for (let what = early[0]; what !== undefined && canBeDone(what); what = early[0]) {
    early = early.slice(1)
    deskCommand.value = { what }
    await nextTick() // Whoever obeys sees one at a time.
  }
  catchingUp = false
}

/** On a page without list and chat nothing waits for them. */
export function deskLeft(): void {
  early = []
  ready = ALL
}

/** Nobody is at the desk; whoever comes next may press keys before it is there. */
export function deskExpected(): void {
  early = []
  ready = { list: false, chat: false }
}

function canBeDone(what: ShortcutName): boolean {
  return NEEDS_LIST.has(what) ? ready.list : ready.chat
}

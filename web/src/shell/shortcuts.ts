import type { Key } from '@/shared/i18n/i18n'

/** What can be done by keys anywhere on the desk, with the keys it has until somebody gives it others. */
export const SHORTCUTS = [
  { name: 'next', words: 'shortcuts.next', keys: 'Alt+ArrowDown' },
  { name: 'previous', words: 'shortcuts.previous', keys: 'Alt+ArrowUp' },
  { name: 'nextWaiting', words: 'shortcuts.nextWaiting', keys: 'Alt+n' },
  { name: 'takeNext', words: 'shortcuts.takeNext', keys: 'Alt+j' },
  { name: 'compose', words: 'shortcuts.focusComposer', keys: 'r' },
  { name: 'take', words: 'shortcuts.take', keys: 'Alt+t' },
  { name: 'handOver', words: 'shortcuts.handOver', keys: 'Alt+h' },
  { name: 'close', words: 'shortcuts.close', keys: 'Alt+e' },
  { name: 'star', words: 'shortcuts.star', keys: 'Alt+s' },
  { name: 'phrases', words: 'shortcuts.phrases', keys: 'Alt+p' },
  { name: 'attach', words: 'shortcuts.attach', keys: 'Alt+u' },
  { name: 'pane', words: 'shortcuts.pane', keys: 'Alt+i' },
  { name: 'filter', words: 'shortcuts.filter', keys: 'Alt+f' },
  { name: 'search', words: 'shortcuts.search', keys: 'Alt+k' },
  { name: 'newest', words: 'shortcuts.newest', keys: 'Alt+End' },
  { name: 'help', words: 'shortcuts.help', keys: '?' },
  { name: 'suggestion1', words: 'shortcuts.suggestion1', keys: 'Alt+1' },
  { name: 'suggestion2', words: 'shortcuts.suggestion2', keys: 'Alt+2' },
  { name: 'suggestion3', words: 'shortcuts.suggestion3', keys: 'Alt+3' },
  { name: 'select', words: 'shortcuts.select', keys: 'Alt+m' }, // The last ones: whoever has given its keys to another command keeps them.
  { name: 'draft', words: 'shortcuts.draft', keys: 'Alt+d' },
  { name: 'findInChat', words: 'shortcuts.findInChat', keys: 'Alt+b' },
  { name: 'merge', words: 'shortcuts.merge', keys: 'Alt+g' },
] as const satisfies readonly { name: string; words: Key; keys: string }[]

export type ShortcutName = (typeof SHORTCUTS)[number]['name'] | 'leave'

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing'>
export type Keys = Readonly<Record<string, string>>

/** How a combination is written: `Alt+n`, `Ctrl+Alt+ArrowUp`, `?`. Null for a modifier alone. */
export function keysOf(event: Pressed): string | null {
  if (['Alt', 'Control', 'Shift', 'Meta', 'Dead', 'Process', 'Unidentified'].includes(event.key)) {
    return null
  }
  const modifiers = [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : ''].filter((one) => one !== '')
  return [...modifiers, keyName(event)].join('+')
}

/** With Alt some systems write another letter; the key itself is meant. */
function keyName(event: Pressed): string {
  const letter = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code)?.[1]
  if (letter !== undefined && (event.altKey || event.ctrlKey || event.metaKey)) {
    return letter.toLowerCase()
  }
  return event.key === '？' ? '?' : event.key
}

export function keysFor(name: string, own: Keys): string {
  return own[name] ?? SHORTCUTS.find((one) => one.name === name)?.keys ?? ''
}

export function shortcutOf(event: Pressed, typing: boolean, own: Keys = {}): ShortcutName | null {
  if (event.isComposing) {
    return null
  }
  if (event.key === 'Escape') {
    return 'leave'
  }
  const keys = keysOf(event)
  if (keys === null || (typing && !/^(Ctrl|Alt)\+/.test(keys))) {
    return null // A letter typed is a letter.
  }
  if (keys === 'ArrowDown' || keys === 'ArrowUp') {
    return keys === 'ArrowDown' ? 'next' : 'previous'
  }
  return SHORTCUTS.find((one) => keysFor(one.name, own) === keys)?.name ?? null
}

/** What already has these keys, other than `name`. */
export function takenBy(keys: string, name: string, own: Keys): string | null {
  return SHORTCUTS.find((one) => one.name !== name && keysFor(one.name, own) === keys)?.name ?? null
}

const SHOWN: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', ' ': 'Space' }

/** For reading: `Alt`, `↓`. */
export function keyCaps(keys: string): string[] {
  return keys.split('+').map((key) => SHOWN[key] ?? (key.length === 1 ? key.toUpperCase() : key))
}

/** Whether keys pressed here write something or belong to an open control. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"], video') !== null
}

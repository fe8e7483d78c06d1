import { ref } from 'vue'
import { kept } from '@/shared/kept'

/** What a key pressed anywhere on the desk means. */
export type Shortcut = 'next' | 'previous' | 'help' | 'compose' | 'leave'

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing'>

const KEPT_KEY = 'shortcuts'

/** Single keys can get in the way of speech input, so they can be switched off. */
export const shortcutsOn = ref(kept.read(KEPT_KEY) !== 'off')

export function switchShortcuts(on: boolean): void {
  shortcutsOn.value = on
  kept.write(KEPT_KEY, on ? 'on' : 'off')
}

export function shortcutOf(event: Pressed, typing: boolean): Shortcut | null {
  if (event.isComposing || event.ctrlKey || event.metaKey) {
    return null
  }
  if (event.key === 'ArrowDown' && (event.altKey || !typing)) {
    return 'next'
  }
  if (event.key === 'ArrowUp' && (event.altKey || !typing)) {
    return 'previous'
  }
  if (event.altKey) {
    return null
  }
  if (event.key === 'Escape') {
    return 'leave'
  }
  if (typing) {
    return null
  }
  switch (event.key) {
    case '?':
    case '？':
      return 'help'
    case 'r':
      return 'compose'
    default:
      return null
  }
}

/** Whether keys pressed here write something or belong to an open control. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"], video') !== null
}

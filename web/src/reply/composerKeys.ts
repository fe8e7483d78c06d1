import type { SendKey } from '@/settings/settings'

/** What a key pressed in the composer means. */
export type ComposerKey = 'send' | 'newline' | 'leave' | 'other'

/** Safari ends a composition before its keydown, with `isComposing` false; only this code tells. */
const KEYCODE_COMPOSING = 229

type Pressed = Pick<KeyboardEvent, 'key' | 'keyCode' | 'isComposing' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>

/** Whether an input method is at work: then no key is ours. */
export function isInputMethods(event: Pick<Pressed, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === KEYCODE_COMPOSING
}

/** Ctrl+Z, or ⌘Z. */
export function isUndo(event: Pressed): boolean {
  return !isInputMethods(event) && event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
}

export function composerKey(event: Pressed, sendKey: SendKey = 'enter'): ComposerKey {
  if (isInputMethods(event)) {
    return 'other' // The Enter that chooses a word is the input method's.
  }
  if (event.key === 'Escape') {
    return 'leave'
  }
  if (event.key !== 'Enter' || event.altKey) {
    return 'other'
  }
  if (sendKey === 'ctrl-enter') {
    return event.ctrlKey || event.metaKey ? 'send' : 'newline'
  }
  if (event.metaKey) {
    return 'other'
  }
  return event.shiftKey || event.ctrlKey ? 'newline' : 'send'
}

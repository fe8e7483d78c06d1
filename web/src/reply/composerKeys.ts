/** What a key pressed in the composer means. */
export type ComposerKey = 'send' | 'newline' | 'leave' | 'other'

/** Safari ends a composition before its keydown, with `isComposing` false; only this code tells. */
const KEYCODE_COMPOSING = 229

type Pressed = Pick<KeyboardEvent, 'key' | 'keyCode' | 'isComposing' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>

export function composerKey(event: Pressed): ComposerKey {
  if (event.isComposing || event.keyCode === KEYCODE_COMPOSING) {
    return 'other' // The Enter that chooses a word is the input method's.
  }
  if (event.key === 'Escape') {
    return 'leave'
  }
  if (event.key !== 'Enter' || event.altKey || event.metaKey) {
    return 'other'
  }
  return event.shiftKey || event.ctrlKey ? 'newline' : 'send'
}

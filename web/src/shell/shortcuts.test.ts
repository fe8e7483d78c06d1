import { describe, expect, it } from 'vitest'
import { keysOf, shortcutOf, SHORTCUTS, takenBy } from './shortcuts'

const press = (key: string, change: Partial<KeyboardEvent> = {}) => ({ key, code: '', altKey: false, ctrlKey: false, metaKey: false, isComposing: false, ...change })

describe('a key on the desk', () => {
  it('has one meaning only', () => {
    expect(new Set(SHORTCUTS.map((one) => one.keys)).size).toBe(SHORTCUTS.length)
  })
  it('moves between conversations, also while typing when Alt is held', () => {
    expect(shortcutOf(press('ArrowDown'), false)).toBe('next')
    expect(shortcutOf(press('ArrowDown'), true)).toBeNull()
    expect(shortcutOf(press('ArrowDown', { altKey: true }), true)).toBe('next')
  })
  it('is a letter while typing', () => {
    expect(shortcutOf(press('r'), true)).toBeNull()
    expect(shortcutOf(press('r'), false)).toBe('compose')
  })
  it('is the key that was pressed, not the letter some systems make of it with Alt', () => {
    expect(keysOf(press('†', { altKey: true, code: 'KeyT' }))).toBe('Alt+t')
    expect(shortcutOf(press('†', { altKey: true, code: 'KeyT' }), true)).toBe('take')
  })
  it('can be given away', () => {
    expect(shortcutOf(press('q'), false, { compose: 'q' })).toBe('compose')
    expect(shortcutOf(press('r'), false, { compose: 'q' })).toBeNull()
    expect(takenBy('Alt+t', 'star', {})).toBe('take')
  })
  it('of an input method is none of ours', () => {
    expect(shortcutOf(press('ArrowDown', { isComposing: true }), false)).toBeNull()
  })
  it('asks for help on a Chinese keyboard too', () => {
    expect(shortcutOf(press('？'), false)).toBe('help')
  })
})

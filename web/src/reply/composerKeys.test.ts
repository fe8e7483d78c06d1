import { describe, expect, it } from 'vitest'
import { composerKey } from './composerKeys'

const press = (change: object) =>
  composerKey({ key: 'Enter', keyCode: 13, isComposing: false, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...change })

describe('a key in the composer', () => {
  it('Enter sends', () => expect(press({})).toBe('send'))
  it('Shift+Enter and Ctrl+Enter make a line', () => {
    expect(press({ shiftKey: true })).toBe('newline')
    expect(press({ ctrlKey: true })).toBe('newline')
  })
  it('an input method’s Enter never sends', () => {
    expect(press({ isComposing: true })).toBe('other')
    expect(press({ keyCode: 229 })).toBe('other')
  })
  it('Escape leaves, but not out of an input method', () => {
    expect(press({ key: 'Escape' })).toBe('leave')
    expect(press({ key: 'Escape', isComposing: true })).toBe('other')
  })
})

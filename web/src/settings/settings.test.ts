import { describe, expect, it } from 'vitest'
import { decodeSettings, DEFAULTS } from './settings'

describe('what a person has set', () => {
  it('is the default where nothing or nonsense is kept', () => {
    for (const nonsense of [null, 7, [], { holdSeconds: 99, sendKey: 'tab', sounds: 'loud', shortcuts: 3 }]) {
      expect(decodeSettings(nonsense)).toEqual(DEFAULTS)
    }
  })
  it('comes back as it was written', () => {
    const set = { ...DEFAULTS, holdSeconds: 5, sendKey: 'ctrl-enter' as const, joinLines: true, sounds: { new: false, assigned: false, overdue: true, transfer: true }, shortcuts: { take: 'Alt+z' } }
    expect(decodeSettings(JSON.parse(JSON.stringify(set)))).toEqual(set)
  })
})

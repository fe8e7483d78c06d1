import { afterEach, describe, expect, it, vi } from 'vitest'
import { audible, unlockSound } from './sound'

const resume = vi.fn(() => Promise.resolve())
const made = vi.fn()

class Audio {
  readonly state = 'running'
  readonly resume = resume
  constructor() {
    made()
  }
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function active(hasBeenActive: boolean): void {
  vi.stubGlobal('AudioContext', Audio)
  Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive, isActive: false }, configurable: true })
}

describe('the sound', () => {
  it('is not asked for before a gesture that the browser takes for one', async () => {
    active(false)
    expect(await unlockSound()).toBe(false)
    expect(made).not.toHaveBeenCalled()
    expect(audible.value).toBe(false)
  })

  it('can be heard after one', async () => {
    active(true)
    expect(await unlockSound()).toBe(true)
    expect(made).toHaveBeenCalledOnce()
    expect(audible.value).toBe(true)
  })
})

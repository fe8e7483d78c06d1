// Test files share a worker, and with it one window: making one for each costs more than the tests.
// Each file begins with modules, a page and a storage of its own all the same, and nothing of an
// earlier one still waits or listens.
import { vi } from 'vitest'

type Undo = () => void
type Listener = EventListenerOrEventListenerObject | null

const worker = globalThis as { leftByEarlierFiles?: Undo[] }
const left = (worker.leftByEarlierFiles ??= [])

vi.resetModules()
vi.useRealTimers()
vi.unstubAllGlobals()
left.splice(0).reverse().forEach((undo) => undo())
noteTimers()
if (typeof window !== 'undefined') { // the rules in lint/ are tested without a page
  window.localStorage.clear()
  window.sessionStorage.clear()
  document.head.replaceChildren()
  document.body.replaceChildren()
  noteListeners(window)
  noteListeners(document)
}

function noteTimers(): void {
  const { setTimeout, setInterval } = globalThis
  globalThis.setTimeout = Object.assign((...args: Parameters<typeof setTimeout>) => {
    const timer = setTimeout(...args)
    left.push(() => clearTimeout(timer))
    return timer
  }, setTimeout)
  globalThis.setInterval = (...args: Parameters<typeof setInterval>) => {
    const timer = setInterval(...args)
    left.push(() => clearInterval(timer))
    return timer
  }
  left.push(() => Object.assign(globalThis, { setTimeout, setInterval }))
}

function noteListeners(target: EventTarget): void {
  const add = target.addEventListener.bind(target)
  target.addEventListener = (type: string, listener: Listener, options?: boolean | AddEventListenerOptions) => {
    add(type, listener, options)
    left.push(() => target.removeEventListener(type, listener, options))
  }
  left.push(() => {
    target.addEventListener = add
  })
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tabLine, type Line } from './tabLine'

let opened: string[]
let grant: () => void
let line: Line

class FakeWebSocket {
  static readonly OPEN = 1
  readyState = FakeWebSocket.OPEN
  onopen: (() => void) | null = null
  constructor(url: string) {
    opened.push(url)
    queueMicrotask(() => this.onopen?.())
  }
  send(): void {}
  close(): void {}
}

beforeEach(() => {
  opened = []
  vi.stubGlobal('WebSocket', FakeWebSocket)
  const locks = { request: (_name: string, _options: LockOptions, act: () => Promise<void>) => new Promise<void>((resolve) => (grant = () => void act().then(resolve))) }
  vi.stubGlobal('navigator', { ...navigator, locks })
  line = tabLine()
  line.enter()
})

afterEach(() => {
  line.leave()
  vi.unstubAllGlobals()
})

describe('the line of the first tab', () => {
  it('is opened by what was asked before it led, and never said to be lost', async () => {
    const socket = line.open(5)
    const open = vi.fn()
    const closed = vi.fn()
    socket.onopen = open
    socket.onclose = closed
    grant()
    await vi.waitFor(() => expect(open).toHaveBeenCalled())
    expect(opened.map((url) => url.slice(url.indexOf('?')))).toEqual(['?after=5'])
    expect(closed).not.toHaveBeenCalled()
  })

  it('is one for all that this page asks', async () => {
    grant()
    const open = vi.fn()
    for (const after of [5, 6]) {
      line.open(after).onopen = open
    }
    await vi.waitFor(() => expect(open).toHaveBeenCalledTimes(2))
    expect(opened).toHaveLength(1)
  })
})

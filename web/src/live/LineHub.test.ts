import { beforeEach, describe, expect, it } from 'vitest'
import { FakeSocket } from '@/testing/fakeLine'
import { LineHub, type Member } from './LineHub'

let sockets: FakeSocket[]
let hub: LineHub
let now: number

beforeEach(() => {
  sockets = []
  now = Date.parse('2026-11-23T08:00:00Z')
  hub = new LineHub(
    (after) => {
      const socket = new FakeSocket(after)
      sockets.push(socket)
      return socket
    },
    () => now,
  )
})

function tab() {
  const heard: string[] = []
  const member: Member = {
    opened: () => heard.push('opened'),
    text: (frame) => heard.push(frame),
    closed: (code) => heard.push(`closed ${code}`),
  }
  return { member, heard, frames: () => heard.filter((one) => one.startsWith('{')).map((one) => JSON.parse(one) as { type: string; seq: number; now?: string }) }
}

describe('the line of several tabs', () => {
  it('is one, and brings every frame to each', () => {
    const [a, b] = [tab(), tab()]
    hub.join(a.member, 5)
    hub.join(b.member, 5)
    sockets[0]?.opens(5)
    sockets[0]?.says({ type: 'changes', from: 5, seq: 6 })
    expect(sockets).toHaveLength(1)
    expect(a.frames().map((frame) => frame.type)).toEqual(['hello', 'changes'])
    expect(b.frames().map((frame) => frame.type)).toEqual(['hello', 'changes'])
  })

  it('greets a tab that comes late with the server’s present time, and asks from where the tab stands', () => {
    const [a, b] = [tab(), tab()]
    hub.join(a.member, 5)
    sockets[0]?.opens(5)
    sockets[0]?.says({ type: 'changes', from: 5, seq: 9 })
    now += 60_000
    hub.join(b.member, 3)
    expect(b.heard[0]).toBe('opened')
    expect(b.frames()[0]).toMatchObject({ type: 'hello', seq: 9, now: '2026-11-23T08:01:00.000Z' })
    expect(sockets[0]?.sent).toContainEqual({ type: 'ping', after: 3 })
  })

  it('never tells a tab that the server knows less than the tab does', () => {
    const [a, b] = [tab(), tab()]
    hub.join(a.member, 5)
    sockets[0]?.opens(5)
    hub.join(b.member, 8)
    expect(b.frames()[0]).toMatchObject({ type: 'hello', seq: 8 })
  })

  it('asks for what the second of two early tabs misses', () => {
    const [a, b] = [tab(), tab()]
    hub.join(a.member, 5)
    hub.join(b.member, 2)
    sockets[0]?.opens(9)
    expect(sockets[0]?.after).toBe(5)
    expect(sockets[0]?.sent).toEqual([{ type: 'ping', after: 2 }])
  })

  it('that breaks is broken for each, and dialled once', () => {
    const [a, b] = [tab(), tab()]
    hub.join(a.member, 5)
    hub.join(b.member, 5)
    sockets[0]?.opens(5)
    sockets[0]?.breaks(4401)
    expect(a.heard.at(-1)).toBe('closed 4401')
    expect(b.heard.at(-1)).toBe('closed 4401')
    hub.join(a.member, 5)
    hub.join(b.member, 5)
    expect(sockets).toHaveLength(2)
  })

  it('is hung up when the last tab leaves', () => {
    const a = tab()
    hub.join(a.member, 5)
    sockets[0]?.opens(5)
    hub.leave(a.member)
    expect(sockets[0]?.closed).toBe(true)
  })

  it('tells a tab it has forgotten that it must join again', () => {
    const [a, b] = [tab(), tab()]
    hub.join(a.member, 5)
    sockets[0]?.opens(5)
    now += 6 * 60_000
    hub.join(b.member, 5)
    hub.say(a.member, '{"type":"ping","after":5}')
    expect(a.heard.at(-1)).toMatch(/^closed/)
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock, FakeSocket } from '@/testing/fakeLine'
import { conversation, message } from '@/testing/fixtures'
import { LiveConnection, PING_EVERY_MS, PONG_WITHIN_AFTER_WAKING_MS, PONG_WITHIN_MS, type LinkState } from './LiveConnection'

let clock: FakeClock
let sockets: FakeSocket[]
let connection: LiveConnection
let applied: { seq: number; messages: string[]; conversations: string[] }[]
let events: string[]
let states: LinkState[]
let random: number

beforeEach(() => {
  clock = new FakeClock()
  sockets = []
  applied = []
  events = []
  states = []
  random = 1
  connection = new LiveConnection(
    (after) => {
      const socket = new FakeSocket(after)
      sockets.push(socket)
      return socket
    },
    clock,
    () => random,
    {
      stateChanged: (state) => states.push(state),
      greeted: (version, now) => events.push(`hello ${version} ${now}`),
      changed: ({ seq, conversations, messages }) =>
        applied.push({ seq, messages: messages.map((one) => one.id), conversations: conversations.map((one) => one.id) }),
      present: (conversationId, people) => events.push(`present ${conversationId} ${people.map((one) => one.name).join()}`),
      reset: () => events.push('reset'),
      refused: () => events.push('refused'),
      sessionEnded: () => events.push('session ended'),
      turnedAway: () => events.push('turned away'),
    },
  )
})

function socket(): FakeSocket {
  const last = sockets.at(-1)
  if (last === undefined) {
    throw new Error('no socket was opened')
  }
  return last
}

function connect(after = 120): FakeSocket {
  connection.start(after)
  socket().opens(after)
  return socket()
}

function changes(from: number, seq: number, ...ids: string[]): unknown {
  return { type: 'changes', from, seq, conversations: [conversation({ id: '7' })], messages: ids.map((id) => message({ id })), removed_messages: [], topics: [] }
}

function state(): string {
  return states.at(-1)?.kind ?? 'none'
}

describe('following the server', () => {
  it('asks from the sequence the lists were read at', () => {
    connection.start(120)
    expect(socket().after).toBe(120)
    expect(state()).toBe('connecting')
  })

  it('tells the version and the time of the greeting', () => {
    connect()
    expect(events).toEqual(['hello 1 2026-11-23T08:00:00Z'])
    expect(state()).toBe('open')
  })

  it('applies changes that follow the last one', () => {
    const line = connect(120)
    line.says(changes(120, 121, 'a'))
    line.says(changes(121, 123, 'b', 'c'))
    expect(applied.map((one) => one.messages)).toEqual([['a'], ['b', 'c']])
    expect(connection.seq).toBe(123)
  })

  it('applies changes that begin before the last one, and does not step back', () => {
    const line = connect(120)
    line.says(changes(120, 125, 'a'))
    line.says(changes(110, 122, 'b'))
    expect(applied.map((one) => one.seq)).toEqual([125, 122])
    expect(connection.seq).toBe(125)
  })

  it('passes over what is no frame, and what a newer server may say', () => {
    const line = connect(120)
    line.says('no json')
    line.says('null')
    line.says({ type: 'weather', seq: 200 })
    line.says({ type: 'changes', seq: 121 })
    line.says(changes(120, 121, 'a'))
    expect(applied).toHaveLength(1)
    expect(connection.seq).toBe(121)
  })

  it('does not take a pong for changes that have not come', () => {
    const line = connect(120)
    line.says({ type: 'pong', seq: 130 })
    expect(connection.seq).toBe(120)
  })
})

describe('a gap', () => {
  it('is asked for and not applied', () => {
    const line = connect(120)
    line.says(changes(122, 123, 'late'))
    expect(applied).toEqual([])
    expect(line.sent).toEqual([{ type: 'ping', after: 120 }])
    line.says(changes(120, 123, 'missing', 'late'))
    expect(applied.map((one) => one.messages)).toEqual([['missing', 'late']])
    expect(connection.seq).toBe(123)
  })

  it('is asked for once while frames keep coming', () => {
    const line = connect(120)
    line.says(changes(122, 123, 'b'))
    line.says(changes(123, 124, 'c'))
    line.says(changes(124, 125, 'd'))
    expect(line.sent).toHaveLength(1)
  })

  it('is asked for again when the answer leaves another', () => {
    const line = connect(120)
    line.says(changes(122, 123, 'b'))
    line.says({ type: 'pong', seq: 123 })
    line.says(changes(123, 124, 'c'))
    expect(line.sent).toEqual([{ type: 'ping', after: 120 }, { type: 'ping', after: 120 }])
  })
})

describe('a reset', () => {
  it('has the lists read again and goes on from its sequence', () => {
    const line = connect(120)
    line.says({ type: 'reset', seq: 900 })
    expect(events).toContain('reset')
    line.says(changes(900, 901, 'a'))
    expect(connection.seq).toBe(901)
    expect(applied).toHaveLength(1)
  })

  it('is assumed when the server knows less than we do', () => {
    connection.start(120)
    socket().opens(40)
    expect(events).toContain('reset')
    expect(connection.seq).toBe(40)
  })
})

describe('catching up', () => {
  it('asks every 20 seconds what was missed', () => {
    const line = connect(120)
    clock.pass(PING_EVERY_MS)
    line.says({ type: 'pong', seq: 120 })
    clock.pass(PING_EVERY_MS)
    expect(line.sent).toEqual([{ type: 'ping', after: 120 }, { type: 'ping', after: 120 }])
  })

  it('asks with the sequence applied by then', () => {
    const line = connect(120)
    line.says(changes(120, 150, 'a'))
    clock.pass(PING_EVERY_MS)
    expect(line.sent).toEqual([{ type: 'ping', after: 150 }])
  })

  it('asks at once when the page may have missed something', () => {
    const line = connect(120)
    connection.wake()
    expect(line.sent).toEqual([{ type: 'ping', after: 120 }])
  })

  it('asks when timers come late, for then the computer slept', () => {
    const line = connect(120)
    clock.pass(1_000)
    clock.sleep(3_600_000)
    expect(line.sent).toContainEqual({ type: 'ping', after: 120 })
  })

  it('gives up a line that slept and answers nothing, and opens another', () => {
    const line = connect(120)
    connection.wake()
    clock.pass(PONG_WITHIN_AFTER_WAKING_MS)
    expect(line.closed).toBe(true)
    clock.pass(300)
    expect(sockets).toHaveLength(2)
    expect(socket().after).toBe(120)
  })

  it('gives up a line that answers no ping', () => {
    const line = connect(120)
    clock.pass(PING_EVERY_MS + PONG_WITHIN_MS)
    expect(line.closed).toBe(true)
    expect(state()).toBe('waiting')
  })

  it('takes any frame as a sign of life', () => {
    const line = connect(120)
    clock.pass(PING_EVERY_MS)
    line.says(changes(120, 121, 'a'))
    clock.pass(PONG_WITHIN_MS)
    expect(line.closed).toBe(false)
  })
})

describe('reconnecting', () => {
  it('asks from the last sequence applied', () => {
    const line = connect(120)
    line.says(changes(120, 140, 'a'))
    line.breaks()
    clock.pass(300)
    expect(sockets).toHaveLength(2)
    expect(socket().after).toBe(140)
  })

  it('waits longer each time, five seconds at most', () => {
    connect(120).breaks()
    const waits: number[] = []
    for (let attempt = 0; attempt < 8; attempt++) {
      const at = states.at(-1)
      waits.push(at?.kind === 'waiting' ? at.retryAt - clock.now() : -1)
      clock.pass(5_000)
      socket().breaks()
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 4800, 5000, 5000, 5000])
  })

  it('waits a minute when this account has too many connections, and says so', () => {
    connect(120).breaks(4429)
    expect(events).toContain('turned away')
    expect(states.at(-1)).toEqual({ kind: 'waiting', retryAt: clock.now() + 60_000 })
    clock.pass(60_000)
    expect(sockets).toHaveLength(2)
    expect(socket().after).toBe(120)
  })

  it('scatters the attempts of many desks', () => {
    random = 0
    connect(120).breaks()
    expect(states.at(-1)).toEqual({ kind: 'waiting', retryAt: clock.now() + 150 })
  })

  it('begins with a short wait again after a frame came', () => {
    connect(120).breaks()
    clock.pass(5_000)
    socket().breaks()
    clock.pass(5_000)
    socket().opens(120)
    socket().breaks()
    expect(states.at(-1)).toEqual({ kind: 'waiting', retryAt: clock.now() + 300 })
  })

  it('tries at once when woken', () => {
    connect(120).breaks()
    connection.wake()
    expect(sockets).toHaveLength(2)
    clock.pass(10_000)
    expect(sockets.filter((one) => !one.closed)).toHaveLength(2)
  })

  it('tells when the line could not even be opened', () => {
    connection.start(120)
    socket().breaks()
    expect(events).toEqual(['refused'])
    clock.pass(5_000)
    socket().opens(120)
    socket().breaks()
    expect(events.filter((event) => event === 'refused')).toHaveLength(1)
  })

  it('gives up an attempt that hangs', () => {
    connection.start(120)
    clock.pass(PONG_WITHIN_MS)
    expect(socket().closed).toBe(true)
    expect(events).toEqual(['refused'])
  })

  it('hears nothing more from a line it gave up', () => {
    const line = connect(120)
    line.breaks()
    clock.pass(300)
    socket().opens(120)
    line.says(changes(120, 121, 'ghost'))
    line.breaks(4401)
    expect(applied).toEqual([])
    expect(state()).toBe('open')
  })
})

describe('an end', () => {
  it('is final when the session ended', () => {
    connect(120).breaks(4401)
    expect(events).toContain('session ended')
    expect(state()).toBe('stopped')
    clock.pass(60_000)
    connection.wake()
    expect(sockets).toHaveLength(1)
  })

  it('is final when stopped', () => {
    const line = connect(120)
    connection.stop()
    clock.pass(120_000)
    expect(line.sent).toEqual([])
    expect(sockets).toHaveLength(1)
  })
})

describe('a day of disorder', () => {
  // A server that loses frames, repeats them and breaks the line; every message must arrive in the end.
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('misses nothing (seed %i)', (seed) => {
    let roll = seed
    const chance = (): number => {
      roll = (Math.imul(roll, 1_664_525) + 1_013_904_223) >>> 0
      return roll / 2 ** 32
    }
    const seen = new Set<string>()
    let seq = 0
    const since = (after: number): unknown => changes(after, seq, ...Array.from({ length: seq - after }, (_, index) => String(after + index + 1)))
    const answerPings = (line: FakeSocket): void => {
      for (const ping of line.sent.splice(0)) {
        const after = (ping as { after: number }).after
        line.says(since(after))
        line.says({ type: 'pong', seq })
      }
    }
    connection.start(0)
    socket().opens(0)
    for (let step = 0; step < 400; step++) {
      seq++
      const fate = chance()
      if (fate < 0.6) {
        socket().says(changes(seq - 1, seq, String(seq)))
      } else if (fate < 0.7) {
        socket().says(since(Math.max(0, seq - 5)))
      } else if (fate > 0.95) {
        socket().breaks()
        clock.pass(5_000)
        socket().opens(seq)
        socket().says(since(socket().after))
      }
      if (chance() < 0.5) {
        answerPings(socket())
      }
      clock.pass(200)
    }
    // Half a minute of peace: what is asked is answered, what is opened opens.
    for (let second = 0; second < 30; second++) {
      clock.pass(1_000)
      if (state() === 'connecting') {
        socket().opens(seq)
        socket().says(since(socket().after))
      }
      answerPings(socket())
    }
    applied.forEach((one) => one.messages.forEach((id) => seen.add(id)))
    expect([...Array(seq).keys()].map((index) => String(index + 1)).filter((id) => !seen.has(id))).toEqual([])
    expect(connection.seq).toBe(seq)
  })
})

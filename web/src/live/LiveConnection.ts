import type { Instant } from '@/shared/instant'
import { frameOf, type Frame, type Onlooker } from './frame'

export type Changes = Extract<Frame, { type: 'changes' }>

/** The part of a WebSocket that is used here. */
export interface Socket {
  onopen: (() => void) | null
  onmessage: ((text: string) => void) | null
  onclose: ((code: number) => void) | null
  send(text: string): void
  close(): void
}

export type SocketFactory = (after: number) => Socket

export interface Clock {
  now(): number
  after(millis: number, run: () => void): Cancel
}

export type Cancel = () => void

export type LinkState =
  | { kind: 'stopped' }
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'waiting'; retryAt: number }

export interface LiveListener {
  stateChanged(state: LinkState): void
  greeted(version: string, now: Instant): void
  changed(changes: Changes): void
  present(conversationId: string, people: Onlooker[]): void
  /** Too far behind, or the server's sequence began anew: what was read before is to be read again. */
  reset(): void
  /** The connection could not be opened at all; the browser does not say why, a signed-out session is one cause. */
  refused(): void
  sessionEnded(): void
  /** This account has as many connections as one may have: other browsers, or pages that were left open. */
  turnedAway(): void
}

export const PING_EVERY_MS = 20_000
/** A connection that stays silent this long after a ping is dead, whatever the browser believes. */
export const PONG_WITHIN_MS = 8_000
/** After waking the answer is awaited for less long: an agent is looking at the screen. */
export const PONG_WITHIN_AFTER_WAKING_MS = 2_500
const WATCH_EVERY_MS = 2_000
/** Timers that come this much late mean that the computer slept. */
const DRIFT_MS = 4_000
const RETRY_FIRST_MS = 300
const RETRY_MAX_MS = 5_000
const SESSION_ENDED = 4401
const SECOND_FACTOR_NEEDED = 4403
const TOO_MANY = 4429
/** By then the server has noticed which of the others are dead. */
const TURNED_AWAY_MS = 60_000

/**
 * Keeps the page level with the server.
 *
 * Every frame of changes says from which sequence it leads to which. What begins at or before the last one applied is
 * applied (a duplicate changes nothing, for all changes are whole states); what begins after it shows a gap, and the
 * server is asked for what is missing. The same question goes out every 20 s and whenever the page may have missed
 * something, so a frame lost without a trace is missing for 20 s at most.
 */
export class LiveConnection {
  private state: LinkState = { kind: 'stopped' }
  private socket: Socket | null = null
  private last = 0
  private failures = 0
  private asked = false
  private cancelRetry: Cancel = nothing
  private cancelPing: Cancel = nothing
  private cancelPong: Cancel = nothing
  private cancelWatch: Cancel = nothing

  constructor(
    private readonly open: SocketFactory,
    private readonly clock: Clock,
    private readonly random: () => number,
    private readonly listener: LiveListener,
  ) {}

  /** The last sequence applied. */
  get seq(): number {
    return this.last
  }

  start(after: number): void {
    this.stop()
    this.last = after
    this.failures = 0
    this.connect()
    this.watch()
  }

  stop(): void {
    this.cancelWatch()
    this.drop()
    this.cancelRetry()
    this.enter({ kind: 'stopped' })
  }

  /** Something may have been missed: the page came back into view, the network returned, the computer woke. */
  wake(): void {
    switch (this.state.kind) {
      case 'open':
        this.ping(PONG_WITHIN_AFTER_WAKING_MS)
        return
      case 'waiting':
        this.cancelRetry()
        this.connect()
        return
      case 'connecting':
      case 'stopped':
        return
    }
  }

  /** Something that is worth nothing later, so it is not kept when there is no line. */
  tell(frame: unknown): void {
    if (this.state.kind === 'open') {
      this.socket?.send(JSON.stringify(frame))
    }
  }

  private connect(): void {
    this.enter({ kind: 'connecting' })
    const socket = this.open(this.last)
    this.socket = socket
    let opened = false
    socket.onopen = () => {
      opened = true
      this.cancelPong()
      this.enter({ kind: 'open' })
      this.schedulePing()
    }
    socket.onmessage = (text) => this.take(text)
    socket.onclose = (code) => this.lost(code, opened)
    this.cancelPong = this.clock.after(PONG_WITHIN_MS, () => this.giveUp(opened))
  }

  private take(text: string): void {
    this.cancelPong() // Any frame proves that the line lives.
    const frame = frameOf(text)
    if (frame === null) {
      return
    }
    this.failures = 0
    this.apply(frame)
  }

  private apply(frame: Frame): void {
    switch (frame.type) {
      case 'hello':
        this.listener.greeted(frame.version, frame.now)
        if (frame.seq < this.last) {
          // The server knows less than we do: it was put back from a backup.
          this.beginAnew(frame.seq)
        }
        return
      case 'changes':
        if (frame.from > this.last) {
          this.askForMissing()
          return
        }
        this.asked = false
        this.last = Math.max(this.last, frame.seq)
        this.listener.changed(frame)
        return
      case 'reset':
        this.beginAnew(frame.seq)
        return
      case 'pong':
        this.asked = false
        return
      case 'presence':
        this.listener.present(frame.conversation, frame.people)
        return
    }
  }

  private beginAnew(seq: number): void {
    this.asked = false
    this.last = seq
    this.listener.reset()
  }

  /** Once per gap: a busy server sends many frames before the answer comes. */
  private askForMissing(): void {
    if (!this.asked) {
      this.asked = true
      this.ping(PONG_WITHIN_MS)
    }
  }

  private ping(patienceMillis: number): void {
    if (this.state.kind !== 'open' || this.socket === null) {
      return
    }
    this.socket.send(JSON.stringify({ type: 'ping', after: this.last }))
    this.cancelPong()
    this.cancelPong = this.clock.after(patienceMillis, () => this.giveUp(true))
    this.schedulePing()
  }

  private schedulePing(): void {
    this.cancelPing()
    this.cancelPing = this.clock.after(PING_EVERY_MS, () => this.ping(PONG_WITHIN_MS))
  }

  private giveUp(opened: boolean): void {
    const socket = this.socket
    this.drop()
    socket?.close()
    this.retry(opened)
  }

  private lost(code: number, opened: boolean): void {
    this.drop()
    if (code === SESSION_ENDED) {
      this.stop()
      this.listener.sessionEnded()
      return
    }
    if (code === SECOND_FACTOR_NEEDED) {
      this.stop()
      this.listener.refused()
      return
    }
    if (code === TOO_MANY) {
      this.wait(TURNED_AWAY_MS)
      this.listener.turnedAway()
      return
    }
    this.retry(opened)
  }

  private retry(opened: boolean): void {
    const most = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** this.failures)
    this.failures++
    this.wait(most)
    if (!opened) {
      this.listener.refused()
    }
  }

  private wait(most: number): void {
    const delay = Math.round(most / 2 + (most / 2) * this.random()) // Not all desks at the same moment after an outage.
    this.enter({ kind: 'waiting', retryAt: this.clock.now() + delay })
    this.cancelRetry = this.clock.after(delay, () => this.connect())
  }

  /** Forgets the socket without waiting for it to agree. */
  private drop(): void {
    this.cancelPing()
    this.cancelPong()
    this.asked = false
    if (this.socket !== null) {
      this.socket.onopen = null
      this.socket.onmessage = null
      this.socket.onclose = null
      this.socket = null
    }
  }

  private watch(): void {
    const due = this.clock.now() + WATCH_EVERY_MS
    this.cancelWatch = this.clock.after(WATCH_EVERY_MS, () => {
      const slept = this.clock.now() - due > DRIFT_MS
      this.watch()
      if (slept) {
        this.wake()
      }
    })
  }

  private enter(state: LinkState): void {
    this.state = state
    this.listener.stateChanged(state)
  }
}

function nothing(): void {
  // Nothing to cancel yet.
}

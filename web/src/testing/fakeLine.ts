import type { Cancel, Clock, Socket } from '@/live/LiveConnection'

/** Time that passes only when told. */
export class FakeClock implements Clock {
  private millis = 1_000_000
  private readonly timers = new Set<{ at: number; run: () => void }>()

  now(): number {
    return this.millis
  }

  after(millis: number, run: () => void): Cancel {
    const timer = { at: this.millis + millis, run }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  pass(millis: number): void {
    const until = this.millis + millis
    for (let timer = this.next(until); timer !== undefined; timer = this.next(until)) {
      this.millis = Math.max(this.millis, timer.at)
      this.timers.delete(timer)
      timer.run()
    }
    this.millis = until
  }

  /** The computer sleeps: the time passes, and timers come late. */
  sleep(millis: number): void {
    this.millis += millis
    this.pass(0)
  }

  private next(until: number): { at: number; run: () => void } | undefined {
    return [...this.timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0]
  }
}

export class FakeSocket implements Socket {
  onopen: (() => void) | null = null
  onmessage: ((text: string) => void) | null = null
  onclose: ((code: number) => void) | null = null
  readonly sent: unknown[] = []
  closed = false

  constructor(readonly after: number) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(): void {
    this.closed = true
  }

  opens(seq: number, version = '1'): void {
    this.onopen?.()
    this.says({ type: 'hello', version, seq, now: '2026-11-23T08:00:00Z' })
  }

  says(frame: unknown): void {
    this.onmessage?.(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  breaks(code = 1006): void {
    this.onclose?.(code)
  }
}

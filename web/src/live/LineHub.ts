import { asNumberOrNull, asObject, asText } from '@/shared/json'
import type { Socket, SocketFactory } from './LiveConnection'

/** The hub's side of one tab. */
export interface Member {
  opened(): void
  text(frame: string): void
  closed(code: number): void
}

/** A tab that has said nothing for so long was closed without a word; a hidden one still speaks once a minute. */
const SILENT_MAX_MS = 5 * 60_000
const NO_SUCH_LINE = 4000

/**
 * One connection to the server for all tabs of a browser. Every frame goes to every tab: changes are whole states, so a
 * tab that knew them already loses nothing. A tab that joins late asks from where it stands, like one that was away.
 */
export class LineHub {
  private socket: Socket | null = null
  private open = false
  private version = ''
  private seq = 0
  /** The server's clock minus ours, when it greeted. */
  private ahead = 0
  private readonly members = new Map<Member, { after: number; heardAt: number }>()

  constructor(
    private readonly connect: SocketFactory,
    private readonly now: () => number,
  ) {}

  join(member: Member, after: number): void {
    this.forgetSilent()
    this.members.set(member, { after, heardAt: this.now() })
    if (this.open) {
      this.greet(member, after)
    } else if (this.socket === null) {
      this.dial(after)
    }
  }

  say(member: Member, text: string): void {
    const known = this.members.get(member)
    if (known === undefined) {
      member.closed(NO_SUCH_LINE)
      return
    }
    known.heardAt = this.now()
    this.socket?.send(text)
  }

  leave(member: Member): void {
    this.members.delete(member)
    if (this.members.size === 0) {
      this.hangUp()
    }
  }

  /** Another tab leads from now on, or none. */
  end(): void {
    const all = [...this.members.keys()]
    this.members.clear()
    this.hangUp()
    all.forEach((member) => member.closed(NO_SUCH_LINE))
  }

  private dial(after: number): void {
    const socket = this.connect(after)
    this.socket = socket
    socket.onopen = () => {
      this.open = true
      for (const [member, known] of this.members) {
        member.opened()
        if (known.after < after) {
          this.ask(known.after)
        }
      }
    }
    socket.onmessage = (text) => this.take(text)
    socket.onclose = (code) => {
      this.forget()
      const all = [...this.members.keys()]
      this.members.clear()
      all.forEach((member) => member.closed(code))
    }
  }

  private take(text: string): void {
    this.read(text)
    for (const member of this.members.keys()) {
      member.text(text)
    }
  }

  private read(text: string): void {
    try {
      const frame = asObject(JSON.parse(text))
      this.seq = asNumberOrNull(frame['seq']) ?? this.seq
      if (frame['type'] === 'hello') {
        this.version = asText(frame['version'])
        this.ahead = Date.parse(asText(frame['now'])) - this.now() || 0
      }
    } catch {
      // Not for us to judge; the tabs pass it over.
    }
  }

  private greet(member: Member, after: number): void {
    member.opened()
    member.text(JSON.stringify({ type: 'hello', version: this.version, seq: Math.max(this.seq, after), now: new Date(this.now() + this.ahead).toISOString() }))
    this.ask(after)
  }

  private ask(after: number): void {
    this.socket?.send(JSON.stringify({ type: 'ping', after }))
  }

  private forgetSilent(): void {
    for (const [member, known] of this.members) {
      if (this.now() - known.heardAt > SILENT_MAX_MS) {
        this.members.delete(member)
      }
    }
  }

  private hangUp(): void {
    const socket = this.socket
    this.forget()
    socket?.close()
  }

  private forget(): void {
    if (this.socket !== null) {
      this.socket.onopen = null
      this.socket.onmessage = null
      this.socket.onclose = null
    }
    this.socket = null
    this.open = false
  }
}

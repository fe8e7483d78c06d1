import { asNumberOrNull, asObject, asText } from '@/shared/json'
import { tabChannel, tabLocks, type TabLocks } from '@/shared/tabs'
import { randomUuid } from '@/shared/uuid'
import { openBrowserSocket } from './browserSocket'
import { LineHub, type Member } from './LineHub'
import type { Socket, SocketFactory } from './LiveConnection'

const NAME = 'line'
/** The leading tab answers in milliseconds; one that does not is frozen, and this tab helps itself. */
const LEADER_ANSWERS_WITHIN_MS = 1_500
const GONE = 4000

/** What connects this page; `enter` and `leave` enclose the time in which one account uses it. */
export interface Line {
  enter(): void
  leave(): void
  open: SocketFactory
}

/**
 * One connection for the tabs of a browser that show the same account: the tab that holds the lock leads, the others speak through it. The browser
 * hands the lock on when a tab is closed or crashes. Where there are no locks (plain http away from localhost) each tab
 * has a connection of its own.
 */
export function tabLine(): Line {
  let line: TabLine | null = null
  return {
    enter() {
      line?.end()
      const locks = tabLocks()
      const channel = locks === null ? null : tabChannel(NAME)
      line = locks === null || channel === null ? null : new TabLine(locks, channel)
    },
    leave() {
      line?.end()
      line = null
    },
    open: (after) => (line === null ? openBrowserSocket(after) : line.open(after)),
  }
}

interface Joining {
  socket: Socket
  after: number
}

class TabLine {
  private readonly local = new Map<string, Joining>()
  private readonly remote = new Map<string, Member>()
  private hub: LineHub | null = null
  private alone = false

  private readonly ended = new AbortController()
  private letGo: () => void = () => undefined

  constructor(
    locks: TabLocks,
    private readonly channel: BroadcastChannel,
  ) {
    this.channel.onmessage = (event) => this.hear(event.data)
    window.addEventListener('pagehide', () => this.leaveAll(), { signal: this.ended.signal })
    // Rejected when this page leaves before it was its turn.
    locks.request(NAME, { signal: this.ended.signal }, () => this.lead()).catch(() => undefined)
  }

  end(): void {
    this.leaveAll()
    this.ended.abort()
    this.letGo()
    this.channel.close()
  }

  readonly open: SocketFactory = (after) => {
    if (this.hub !== null) {
      return this.openAtHub(this.hub, after)
    }
    return this.alone ? openBrowserSocket(after) : this.openAtLeader(after)
  }

  /** Holds the lock until this page is closed or shows another account. */
  private lead(): Promise<void> {
    const hub = new LineHub(openBrowserSocket, () => Date.now())
    this.hub = hub
    this.channel.postMessage({ kind: 'new-leader' })
    this.askAgain((id, { socket, after }) => {
      this.local.delete(id)
      this.joinAt(hub, socket, after)
    })
    return new Promise((over) => {
      this.letGo = over
    })
  }

  private openAtHub(hub: LineHub, after: number): Socket {
    const socket = emptySocket()
    queueMicrotask(() => this.joinAt(hub, socket, after)) // The caller has to set its listeners first.
    return socket
  }

  private joinAt(hub: LineHub, socket: Socket, after: number): void {
    const member: Member = {
      opened: () => socket.onopen?.(),
      text: (frame) => socket.onmessage?.(frame),
      closed: (code) => socket.onclose?.(code),
    }
    socket.send = (text) => hub.say(member, text)
    socket.close = () => hub.leave(member)
    hub.join(member, after)
  }

  private openAtLeader(after: number): Socket {
    const id = randomUuid()
    const socket = emptySocket()
    socket.send = (text) => this.channel.postMessage({ kind: 'say', id, text })
    socket.close = () => {
      this.local.delete(id)
      this.channel.postMessage({ kind: 'leave', id })
    }
    this.local.set(id, { socket, after })
    this.channel.postMessage({ kind: 'join', id, after })
    setTimeout(() => {
      if (this.local.get(id)?.socket === socket && !this.answered.has(id) && this.hub === null && !this.ended.signal.aborted) {
        this.alone = true
        this.local.delete(id)
        socket.onclose?.(GONE)
      }
    }, LEADER_ANSWERS_WITHIN_MS)
    return socket
  }

  private readonly answered = new Set<string>()

  private hear(data: unknown): void {
    const message = asObject(data)
    const id = asText(message['id'])
    const text = asText(message['text'])
    const socket = this.local.get(id)?.socket
    switch (message['kind']) {
      case 'new-leader':
        this.alone = false
        this.askAgain((id, { after }) => this.channel.postMessage({ kind: 'join', id, after }))
        return
      case 'join':
        this.joinRemote(id, asNumberOrNull(message['after']) ?? 0)
        return
      case 'say': {
        const member = this.remote.get(id)
        if (member !== undefined) {
          this.hub?.say(member, text)
        }
        return
      }
      case 'leave':
        this.leaveRemote(id)
        return
      case 'joined':
        this.answered.add(id) // The server may be slow; the leader is not.
        return
      case 'opened':
        socket?.onopen?.()
        return
      case 'text':
        socket?.onmessage?.(text)
        return
      case 'closed':
        this.local.delete(id)
        this.answered.delete(id)
        socket?.onclose?.(asNumberOrNull(message['code']) ?? GONE)
        return
    }
  }

  private joinRemote(id: string, after: number): void {
    const hub = this.hub
    if (hub === null) {
      return
    }
    const member: Member = {
      opened: () => this.channel.postMessage({ kind: 'opened', id }),
      text: (text) => this.channel.postMessage({ kind: 'text', id, text }),
      closed: (code) => {
        this.remote.delete(id)
        this.channel.postMessage({ kind: 'closed', id, code })
      },
    }
    this.leaveRemote(id) // It may have asked twice.
    this.remote.set(id, member)
    this.channel.postMessage({ kind: 'joined', id })
    hub.join(member, after)
  }

  private leaveRemote(id: string): void {
    const member = this.remote.get(id)
    this.remote.delete(id)
    if (member !== undefined) {
      this.hub?.leave(member)
    }
  }

  /**
   * There is another leader. What the former one has answered ends with it; what nobody has answered yet, as when a
   * page is opened and no other is there, is asked of the new one, and the page never was without a line.
   */
  private askAgain(ask: (id: string, joining: Joining) => void): void {
    for (const [id, joining] of [...this.local]) {
      if (this.answered.has(id)) {
        this.local.delete(id)
        this.answered.delete(id)
        joining.socket.onclose?.(GONE)
      } else {
        ask(id, joining)
      }
    }
  }

  private leaveAll(): void {
    for (const id of this.local.keys()) {
      this.channel.postMessage({ kind: 'leave', id })
    }
    this.hub?.end()
  }
}

function emptySocket(): Socket {
  return { onopen: null, onmessage: null, onclose: null, send: () => undefined, close: () => undefined }
}

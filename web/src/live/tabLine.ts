import { asNumberOrNull, asObject, asText } from '@/shared/json'
import { randomUuid } from '@/shared/uuid'
import { openBrowserSocket } from './browserSocket'
import { LineHub, type Member } from './LineHub'
import type { Socket, SocketFactory } from './LiveConnection'

const NAME = 'xiaoer.line'
/** The leading tab answers in milliseconds; one that does not is frozen, and this tab helps itself. */
const LEADER_ANSWERS_WITHIN_MS = 1_500
const GONE = 4000

/**
 * One connection for the tabs of a browser: the tab that holds the lock leads, the others speak through it. The browser
 * hands the lock on when a tab is closed or crashes. Where there are no locks (plain http away from localhost) each tab
 * has a connection of its own.
 */
export function tabLine(): SocketFactory {
  const locks: LockManager | null | undefined = navigator.locks
  if (locks === undefined || locks === null || typeof BroadcastChannel === 'undefined') {
    return openBrowserSocket
  }
  return new TabLine(locks).open
}

class TabLine {
  private readonly channel = new BroadcastChannel(NAME)
  private readonly local = new Map<string, Socket>()
  private readonly remote = new Map<string, Member>()
  private hub: LineHub | null = null
  private alone = false

  constructor(locks: LockManager) {
    this.channel.onmessage = (event) => this.hear(event.data)
    window.addEventListener('pagehide', () => this.leaveAll())
    void locks.request(NAME, () => this.lead())
  }

  readonly open: SocketFactory = (after) => {
    if (this.hub !== null) {
      return this.openAtHub(this.hub, after)
    }
    return this.alone ? openBrowserSocket(after) : this.openAtLeader(after)
  }

  /** Holds the lock as long as this page lives. */
  private lead(): Promise<never> {
    this.hub = new LineHub(openBrowserSocket, () => Date.now())
    this.channel.postMessage({ kind: 'new-leader' })
    this.closeLocal()
    return new Promise(() => undefined)
  }

  private openAtHub(hub: LineHub, after: number): Socket {
    const socket = emptySocket()
    const member: Member = {
      opened: () => socket.onopen?.(),
      text: (frame) => socket.onmessage?.(frame),
      closed: (code) => socket.onclose?.(code),
    }
    socket.send = (text) => hub.say(member, text)
    socket.close = () => hub.leave(member)
    queueMicrotask(() => hub.join(member, after)) // The caller has to set its listeners first.
    return socket
  }

  private openAtLeader(after: number): Socket {
    const id = randomUuid()
    const socket = emptySocket()
    socket.send = (text) => this.channel.postMessage({ kind: 'say', id, text })
    socket.close = () => {
      this.local.delete(id)
      this.channel.postMessage({ kind: 'leave', id })
    }
    this.local.set(id, socket)
    this.channel.postMessage({ kind: 'join', id, after })
    setTimeout(() => {
      if (this.local.get(id) === socket && !this.answered.has(id) && this.hub === null) {
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
    const socket = this.local.get(id)
    switch (message['kind']) {
      case 'new-leader':
        this.alone = false
        this.closeLocal()
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

  private closeLocal(): void {
    const sockets = [...this.local.values()]
    this.local.clear()
    sockets.forEach((socket) => socket.onclose?.(GONE))
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

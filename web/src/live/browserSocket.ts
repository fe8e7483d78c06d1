import type { Clock, Socket, SocketFactory } from './LiveConnection'

export const openBrowserSocket: SocketFactory = (after) => {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const web = new WebSocket(`${scheme}://${location.host}/api/v1/live?after=${after}`)
  const socket: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => {
      if (web.readyState === WebSocket.OPEN) {
        web.send(text)
      }
    },
    close: () => web.close(),
  }
  web.onopen = () => socket.onopen?.()
  web.onmessage = (event) => {
    if (typeof event.data === 'string') {
      socket.onmessage?.(event.data)
    }
  }
  web.onclose = (event) => socket.onclose?.(event.code)
  return socket
}

export const browserClock: Clock = {
  now: () => Date.now(),
  after: (millis, run) => {
    const timer = setTimeout(run, millis)
    return () => clearTimeout(timer)
  },
}

// For development only: answers the desk's HTTP and WebSocket contract from memory, so that the front end can be
// worked on and looked at without the server. It proves nothing about the server.
//
//   npm run dev:mock -- [--port 8099] [--conversations 120] [--messages 300] [--quiet] [--empty] [--dist]
//
// --bare knows only the routes of the first form; --paused: one shop's answers wait.
// --dist serves the built desk too, under the server's Content-Security-Policy. --quiet: no customers write by themselves.
// Any username with the password "demo" logs in; a wrong password five times is throttled.
// What an answer says decides its fate: "失败 45009" fails with that errcode, "未知" stays unknown, "慢" takes its time.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { WebSocketServer } from 'ws'
import { more } from './more.mjs'
import { seed } from './seed.mjs'

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8099' },
    conversations: { type: 'string', default: '120' },
    messages: { type: 'string', default: '300' },
    quiet: { type: 'boolean', default: false },
    empty: { type: 'boolean', default: false },
    dist: { type: 'boolean', default: false },
    bare: { type: 'boolean', default: false },
    paused: { type: 'boolean', default: false },
  },
})

const VERSION = '0.1.0-mock'
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'"
const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const WINDOW_MS = 48 * 3600_000
const WRONG_MAX = 5
const THROTTLED_SECONDS = 20

const desk = seed(options.empty ? 0 : Number(options.conversations), Number(options.messages))
let seq = 1000
const changedAt = new Map() // "c 7" or "m 12" -> seq
const sessions = new Map()
const sockets = new Set()
let wrong = 0
let throttledUntil = 0

function iso(millis = Date.now()) {
  return new Date(millis).toISOString().replace('Z', '123Z')
}

function publish(conversation, messages, removed = []) {
  const from = seq
  seq++
  changedAt.set(`c ${conversation.id}`, seq)
  messages.forEach((message) => changedAt.set(`m ${message.id}`, seq))
  broadcast({ type: 'changes', from, seq, conversations: [shown(conversation)], messages: messages.map(shownMessage), removed_messages: removed })
}

function topic(name) {
  const from = seq
  seq++
  broadcast({ type: 'changes', from, seq, conversations: [], messages: [], topics: [name] })
}

function broadcast(frame) {
  for (const socket of sockets) {
    socket.send(JSON.stringify(frame))
  }
}

function changesAfter(after) {
  const conversations = []
  const messages = []
  for (const conversation of desk.conversations.values()) {
    if ((changedAt.get(`c ${conversation.id}`) ?? 0) > after) {
      conversations.push(shown(conversation))
    }
    messages.push(...conversation.messages.filter((message) => (changedAt.get(`m ${message.id}`) ?? 0) > after).map(shownMessage))
  }
  return { type: 'changes', from: after, seq, conversations, messages }
}

function shown(conversation) {
  const last = conversation.messages.at(-1)
  return {
    id: conversation.id,
    shop: conversation.shop,
    open_id: conversation.open_id,
    unread: conversation.unread,
    last_message_at: last?.created_at ?? null,
    waiting_since: conversation.waiting_since,
    budget: conversation.budget,
    ...(options.bare ? {} : extra.dress(conversation)),
    last_message:
      last === undefined
        ? null
        : { id: last.id, direction: last.direction, type: last.type, preview: previewOf(last), state: last.state },
  }
}

function previewOf(message) {
  const text = message.type === 'text' ? message.text.content : message.type === 'voice' ? message.voice.translated_msg : ''
  return text.slice(0, 100)
}

function shownMessage({ undone, ...message }) {
  void undone
  if (!options.bare && (message.type === 'product_share' || message.type === 'order_share')) {
    const content = message[message.type]
    return { ...message, [message.type]: { ...content, card: extra.cardOf(message.type, content.product_id ?? content.order_id) } }
  }
  return message
}

function say(conversation, type, content, late = false) {
  const at = Date.now() - (late ? 3 * 3600_000 : 0)
  const message = {
    id: desk.nextId(), conversation_id: conversation.id, sort_key: desk.sortKey(at), direction: 'in', origin: 'customer', type, [type]: content,
    msg_id: desk.msgId(at), client_id: null, state: null, error: null, by: null, created_at: iso(at), received_at: iso(),
  }
  conversation.messages.push(message)
  conversation.messages.sort((a, b) => (a.sort_key < b.sort_key ? -1 : 1))
  conversation.unread++
  conversation.waiting_since ??= iso()
  conversation.budget = { left: 5, expires_at: iso(Date.now() + WINDOW_MS) }
  publish(conversation, [message])
  return message
}

function answer(conversation, clientId, type, content, by, holdSeconds) {
  const known = conversation.messages.find((message) => message.client_id === clientId)
  if (known !== undefined) {
    return known
  }
  const message = {
    id: desk.nextId(), conversation_id: conversation.id, sort_key: desk.sortKey(Date.now()), direction: 'out', origin: 'agent', type, [type]: content,
    msg_id: null, client_id: clientId, state: 'queued', error: null, by, created_at: iso(), received_at: null,
    can_undo_until: holdSeconds > 0 ? iso(Date.now() + holdSeconds * 1000) : null, decision: null, decided_by: null, next_try_at: null, automatic: false,
  }
  conversation.messages.push(message)
  conversation.open = true
  conversation.budget = { ...conversation.budget, left: conversation.budget.left - 1 }
  publish(conversation, [message])
  const words = content.content ?? ''
  const pace = words.includes('慢') ? 4000 : 250
  setTimeout(() => {
    if (!message.undone) {
      message.state = 'sending'
      publish(conversation, [message])
      setTimeout(() => settle(conversation, message, words), pace * 2)
    }
  }, holdSeconds * 1000 + pace)
  return message
}

function settle(conversation, message, content) {
  const failure = /失败\s*(-?\d+)?/.exec(content)
  if (failure !== null) {
    message.state = 'failed'
    message.error = { errcode: Number(failure[1] ?? 45009), errmsg: 'reach max api daily quota limit', rid: '6743f0aa-1b2c3d4e-5f607182' }
  } else if (content.includes('未知')) {
    message.state = 'unknown'
  } else {
    message.state = 'accepted'
    message.msg_id = desk.msgId(Date.now())
    conversation.waiting_since = null
  }
  publish(conversation, [message])
}

function send(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', 'Content-Security-Policy': CSP, ...headers })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

function problem(response, status, detail, headers, reason) {
  send(response, status, { type: 'about:blank', title: detail, status, detail, ...(reason ? { reason } : {}) }, headers)
}

async function bodyOf(request) {
  let text = ''
  for await (const chunk of request) {
    text += chunk
  }
  return text === '' ? {} : JSON.parse(text)
}

function userOf(request) {
  return sessions.get(/xiaoer=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '')
}

const extra = more({ desk, iso, publish, topic, shown, shownMessage, settle, problem, send, bodyOf, broadcast, sessions })

const server = createServer((request, response) => {
  route(request, response).catch((error) => problem(response, 500, String(error)))
})

async function route(request, response) {
  const url = new URL(request.url ?? '/', 'http://mock')
  const path = url.pathname
  if (!path.startsWith('/api/')) {
    return options.dist ? page(path, response) : problem(response, 404, 'npm run dev serves the page')
  }
  if (path === '/api/v1/session' && request.method === 'POST') {
    return logIn(await bodyOf(request), response)
  }
  const user = userOf(request)
  if (user === undefined) {
    return problem(response, 401, 'not logged in')
  }
  if (path === '/api/v1/session') {
    if (request.method === 'DELETE') {
      sessions.clear()
      sockets.forEach((socket) => socket.close(4401))
      return send(response, 204)
    }
    return send(response, 200, { username: user, name: user === '小林' ? '林小满' : user, role: 'administrator', state: options.bare ? undefined : 'online', shops: null, permissions: [], version: VERSION })
  }
  if (path === '/api/v1/session' || path === '/api/v1/openapi.json') {
    return extra.route(request, response, url, user)
  }
  if (path === '/api/v1/shops') {
    return send(response, 200, { shops: desk.shops })
  }
  if (path.startsWith('/api/v1/media/') && request.method === 'GET') {
    return media(path, response)
  }
  if (path === '/api/v1/conversations') {
    return list(url.searchParams, response)
  }
  if ((await extra.route(request, response, url, user)) !== false || response.writableEnded) {
    return
  }
  const [, id, rest] = /^\/api\/v1\/conversations\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
  const conversation = desk.conversations.get(id ?? '')
  if (conversation === undefined) {
    return problem(response, 404, 'no such conversation')
  }
  switch (`${request.method} ${rest ?? ''}`) {
    case 'GET ':
      return send(response, 200, shown(conversation))
    case 'GET messages':
      return messagesPage(conversation, url.searchParams, response)
    case 'POST messages':
      return take(conversation, await bodyOf(request), user, response)
    case 'POST read': {
      if (conversation.unread > 0) {
        conversation.unread = 0
        publish(conversation, [])
      }
      return send(response, 204)
    }
    default:
      return problem(response, 405, 'no such method')
  }
}

function logIn({ username, password }, response) {
  const wait = Math.ceil((throttledUntil - Date.now()) / 1000)
  if (wait > 0) {
    return problem(response, 429, 'too many attempts', { 'Retry-After': String(wait) })
  }
  if (password !== 'demo') {
    wrong++
    if (wrong >= WRONG_MAX) {
      wrong = 0
      throttledUntil = Date.now() + THROTTLED_SECONDS * 1000
    }
    return problem(response, 401, 'wrong username or password')
  }
  const token = randomUUID()
  sessions.set(token, username)
  return send(response, 204, undefined, { 'Set-Cookie': `xiaoer=${token}; HttpOnly; SameSite=Strict; Path=/` })
}

function list(query, response) {
  const limit = Number(query.get('limit') ?? 50)
  const start = Number(query.get('cursor') ?? 0)
  const shop = query.get('shop')
  const view = query.get('view') ?? 'all'
  const within = { all: () => true, mine: (one) => one.open && one.assignee?.username === '小林', queue: (one) => one.open && one.assignee === null, colleagues: (one) => one.open && one.assignee !== null && one.assignee.username !== '小林', closed: (one) => !one.open }[view]
  const all = [...desk.conversations.values()].map(shown).filter((one) => (shop === null || one.shop === shop) && within(one))
  const newest = (a, b) => (a.last_message_at < b.last_message_at ? 1 : -1)
  const waiting = (a, b) =>
    a.waiting_since !== null && b.waiting_since !== null
      ? a.waiting_since < b.waiting_since ? -1 : 1
      : Number(a.waiting_since === null) - Number(b.waiting_since === null) || newest(a, b)
  all.sort(query.get('order') === 'waiting' ? waiting : newest)
  const next = start + limit < all.length ? String(start + limit) : null
  return send(response, 200, { conversations: all.slice(start, start + limit), next_cursor: next, seq })
}

function messagesPage(conversation, query, response) {
  const limit = Number(query.get('limit') ?? 50)
  const before = query.get('before')
  const end = before === null ? conversation.messages.length : conversation.messages.findIndex((message) => message.id === before)
  const start = Math.max(0, end - limit)
  return send(response, 200, { messages: conversation.messages.slice(start, end).map(shownMessage), has_more: start > 0, seq })
}

function take(conversation, body, user, response) {
  const { client_id: clientId, type, hold_seconds: hold = 0, seen_message_id: seen, anyway } = body
  const content = body[type]
  const words = content.content ?? ''
  const known = conversation.messages.some((message) => message.client_id === clientId)
  if (!known && (conversation.budget === null || conversation.budget.left <= 0)) {
    return problem(response, 409, '本轮回复额度已用完', {}, 'used_up')
  }
  if (words.includes('拒绝')) {
    return problem(response, 409, '本轮回复额度已用完', {}, 'used_up')
  }
  if (words.includes('同事') && !anyway && seen) {
    const colleague = answer(conversation, randomUUID(), 'text', { content: '我先回复顾客了，今天下午补发。' }, 'wang', 0)
    void colleague
    return problem(response, 409, 'a colleague has answered', {}, 'answered_meanwhile')
  }
  const kept = content.media_id === undefined ? content : keptMedia(type, content.media_id)
  return send(response, 202, shownMessage(answer(conversation, clientId, type, kept, user, hold)))
}

function keptMedia(type, id) {
  const { type: contentType = '', bytes = [] } = extra.media.get(id) ?? {}
  return { state: 'stored', url: `/api/v1/media/${id}`, thumbnail_url: type === 'image' ? `/api/v1/media/${id}` : null, content_type: contentType, size: bytes.length, name: `${type}-${id.slice(0, 4)}` }
}

function media(path, response) {
  const uploaded = extra.media.get(path.split('/')[4])
  if (uploaded !== undefined) {
    response.writeHead(200, { 'Content-Type': uploaded.type })
    return response.end(uploaded.bytes)
  }
  if (path.endsWith('.svg')) {
    response.writeHead(200, { 'Content-Type': 'image/svg+xml' })
    return response.end(desk.picture())
  }
  response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
  return response.end('mock')
}

function page(path, response) {
  const wanted = normalize(join(DIST, path))
  const file = wanted.startsWith(DIST) && extname(wanted) !== '' && existsSync(wanted) ? wanted : join(DIST, 'index.html')
  response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP })
  response.end(readFileSync(file))
}

const live = new WebSocketServer({ noServer: true })
server.on('upgrade', (request, socket, head) => {
  if (userOf(request) === undefined) {
    socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
    return
  }
  live.handleUpgrade(request, socket, head, (web) => {
    const after = Number(new URL(request.url, 'http://mock').searchParams.get('after') ?? 0)
    web.send(JSON.stringify({ type: 'hello', version: VERSION, seq, now: iso() }))
    web.send(JSON.stringify(changesAfter(after)))
    sockets.add(web)
    web.on('close', () => sockets.delete(web))
    web.on('message', (data) => {
      const ping = JSON.parse(String(data))
      if (ping.type === 'presence') {
        if (!options.bare) {
          web.send(JSON.stringify(extra.presence(ping.conversation)))
        }
        return
      }
      if (ping.after < seq) {
        web.send(JSON.stringify(changesAfter(ping.after)))
      }
      web.send(JSON.stringify({ type: 'pong', seq }))
    })
  })
})

// kill -USR2 makes the first customer write.
process.on('SIGUSR2', () => {
  const first = [...desk.conversations.values()][0]
  if (first !== undefined) {
    say(first, 'text', { content: '还有一个问题想问一下' })
  }
})

if (!options.quiet && !options.empty) {
  setInterval(() => {
    const all = [...desk.conversations.values()]
    const one = all[Math.floor(Math.random() * Math.min(all.length, 30))]
    if (one !== undefined) {
      say(one, 'text', { content: desk.sentence() })
    }
  }, 6000)
}

server.listen(Number(options.port), '127.0.0.1', () => {
  process.stdout.write(`mock of the desk's server on http://127.0.0.1:${options.port}, password "demo"\n`)
})

// The real server and the simulator, started on ports and in a folder of their own, and stopped with whoever asked.
// The programs are those that `./xiaoer build` makes; a JDK 25 is taken from JAVA_HOME or PATH.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const USERNAME = 'admin'
export const PASSWORD = 'measured-password-1'
/** Chromium without what it does on its own. */
export const CHROMIUM = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run'],
}
const KEY = 'measure-key-0123456789abcdef'
export const MAIN = {
  id: 'main',
  name: '拾光小店',
  'user-name': 'gh_0123456789ab',
  'app-id': 'wx0123456789abcdef',
  'app-secret': 'secretOfTheMeasuredShop01',
  token: 'tokenOfTheMeasuredShop01',
  'encoding-aes-key': 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  mode: 'secure',
}
/** For what only shows where there are several. */
export const TWO_SHOPS = [MAIN, { ...MAIN, id: 'second', name: '拾光生活馆', 'user-name': 'gh_123456789abc', 'app-id': 'wx123456789abcdef0' }]
const READY_WITHIN_MS = 120_000
const USUAL_PORT = 8080

/** `bare`: the server as somebody starts it who has no configuration; the shops are the simulator's only. */
export async function openHouse(shops = [MAIN], bare = false) {
  const folder = mkdtempSync(join(tmpdir(), 'xiaoer-house-'))
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  const programs = new Map()
  process.on('exit', (code) => {
    programs.forEach((one) => one.kill('SIGKILL'))
    if (code === 0) {
      rmSync(folder, { recursive: true, force: true })
    } else {
      process.stderr.write(`what the programs said is in ${folder}\n`)
    }
  })
  ;['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, () => process.exit(1)))
  const [port, simulatorPort] = [bare ? await freePort(USUAL_PORT).catch(() => freePort()) : await freePort(), await freePort()]
  const desk = `http://127.0.0.1:${port}`
  const simulator = `http://127.0.0.1:${simulatorPort}/sim/api`
  write('server', {
    server: { address: '127.0.0.1', port },
    xiaoer: {
      'data-dir': join(folder, 'data'),
      admin: { username: USERNAME, password: PASSWORD },
      'api-keys': [{ name: 'measure', key: KEY }],
      webhooks: { allow: ['127.0.0.1'] },
      shops: shops.map((shop) => ({ ...shop, 'api-base-url': `http://127.0.0.1:${simulatorPort}`, 'allow-private-media-hosts': true })),
    },
  })
  write('simulator', { simulator: { port: simulatorPort, shops: shops.map((shop) => ({ ...shop, format: 'json', 'push-url': `${desk}/callback/${shop.id}` })) } })

  function write(name, settings) {
    writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(settings)) // JSON is YAML.
  }

  function launch(name) {
    const java = process.env.JAVA_HOME === undefined ? 'java' : join(process.env.JAVA_HOME, 'bin', 'java')
    const options = ['--enable-native-access=ALL-UNNAMED', '-XX:+UseSerialGC', '-Xmx256m']
    const isBare = bare && name === 'server'
    const settings = isBare ? ['--port', String(port)] : ['--config', join(folder, `${name}.yaml`)]
    const env = isBare ? { ...process.env, XIAOER_APIBASEURLS_0: `http://127.0.0.1:${simulatorPort}`, XIAOER_WEBHOOKS_ALLOW_0: '127.0.0.1' } : process.env
    const program = spawn(java, [...options, '-jar', `${ROOT}${name}/target/xiaoer-${name}-app.jar`, ...settings], { cwd: isBare ? empty : process.cwd(), env })
    const log = createWriteStream(join(folder, `${name}.log`), { flags: 'a' })
    program.stdout.pipe(log)
    program.stderr.pipe(log)
    programs.set(name, program)
  }

  async function startServer() {
    launch('server')
    await until(async () => (await fetch(`${desk}/actuator/health/readiness`)).ok)
  }

  function stopServer() {
    return new Promise((gone) => programs.get('server').once('exit', gone).kill('SIGTERM'))
  }

  /** What a start without an account prints. */
  function setUpLink() {
    return /Set up: (\S+)/.exec(readFileSync(join(folder, 'server.log'), 'utf8'))?.[1]
  }

  function asked(path, body, method) {
    return call(desk + path, body, { Authorization: `Bearer ${KEY}` }, method)
  }

  function simulates(path, body, method) {
    return call(simulator + path, body, {}, method)
  }

  function says(openId, content, shop) {
    return sends(openId, 'text', { content }, shop)
  }

  function sends(openId, type, what = {}, shop = MAIN.id) {
    return simulates(`/customers/${openId}/messages`, { shop, msg_type: type, [type]: what })
  }

  /** The conversation of a customer, as soon as there is one. */
  async function conversationOf(openId) {
    let found
    await until(async () => {
      found = (await asked(`/api/v1/conversations?open_id=${openId}`)).conversations[0]
      return found !== undefined
    })
    return found.id
  }

  function answers(conversation, type, what) {
    return asked(`/api/v1/conversations/${conversation}/messages`, { client_id: randomUUID(), type, [type]: what })
  }

  /** Waits until every reader of the log has come to that entry. */
  function caughtUp(entries) {
    return until(async () => (await asked('/api/v1/admin/system')).readers.every((one) => one.cursor >= entries))
  }

  launch('simulator')
  await startServer()
  await until(async () => (await fetch(`${simulator}/shops`)).ok)
  return { desk, simulator, folder, startServer, stopServer, setUpLink, asked, simulates, says, sends, conversationOf, answers, caughtUp }
}

async function call(address, body, credentials, method = body === undefined ? 'GET' : 'POST') {
  const headers = { ...credentials, 'Content-Type': 'application/json' }
  const reply = await fetch(address, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
  const text = await reply.text()
  if (!reply.ok) {
    throw new Error(`${address}: ${reply.status} ${text}`)
  }
  return text === '' ? null : JSON.parse(text)
}

export async function until(holdsTrue) {
  let why
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end; await pause(250)) {
    try {
      if (await holdsTrue()) {
        return
      }
      why = undefined
    } catch (error) {
      why = error
    }
  }
  throw new Error('not so within two minutes', { cause: why })
}

/** `act` for each number below `count`, some at a time. */
export async function atOnce(count, act, most = 16) {
  let next = 0
  const one = async () => {
    while (next < count) {
      await act(next++)
    }
  }
  await Promise.all(Array.from({ length: most }, one))
}

function freePort(wanted = 0) {
  return new Promise((known, taken) => {
    const server = createServer().once('error', taken).listen(wanted, '127.0.0.1', () => {
      const { port: free } = server.address()
      server.close(() => known(free))
    })
  })
}

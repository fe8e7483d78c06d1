// How the built desk behaves on the real server and the simulator, which this starts on ports of its own and stops.
//   ./xiaoer build                      the programs it measures
//   npm run dev:measure                 takes some 6 minutes and prints the figures as Markdown
//   npm run dev:measure -- --publish    writes them into docs/performance.md, too
//   npm run dev:measure -- --limits     with less data, some 4 minutes; ends with 1 where one of limits.mjs is passed, with 2 on a
//                                       machine that is too busy to say
// Needs a JDK 25 in JAVA_HOME or on PATH, and Chromium (CHROMIUM names another than /usr/bin/chromium).
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { held, LONG_TASK_MS, pace, PACE_MS, SLOWNESS_MAX } from './limits.mjs'
import { atOnce, CHROMIUM, openHouse, PASSWORD, ROOT, USERNAME } from './house.mjs'

const DOCUMENT = `${ROOT}docs/performance.md`
const CONVERSATIONS = option('--conversations', 1_000)
const HELD = process.argv.includes('--limits')
const LONG_CHAT = option('--long-chat', HELD ? 5_000 : 10_000)
const INCOMING = option('--incoming', HELD ? 6_000 : 20_000)
const PER_SECOND = 100
const HOURS = 8
const ANSWERED_EACH_HOUR = 25
const ROUNDS = HELD ? 3 : 5
const SLOW_FRAME_MS = 50
/** So many frames without a move: the end is reached, and nothing is being loaded. */
const STILL_FRAMES = 90
const ROW = '[data-testid=conversation-item]'
const MESSAGE = '[data-testid=message]'

const load = loadavg()[0]
const { desk, asked, says, caughtUp } = await openHouse()

note(`${CONVERSATIONS} conversations, one of them with ${LONG_CHAT} messages …`)
await says('oLongChat', '在吗？') // First and alone, so that it is the first conversation.
await caughtUp(1)
const [{ id: longChat }] = (await asked('/api/v1/conversations')).conversations
await atOnce(LONG_CHAT - 1, (index) => says('oLongChat', `第 ${index} 条，快递到哪里了？麻烦帮我看一下，谢谢。`))
await atOnce(CONVERSATIONS - 1, (index) => says(customer(index), '在吗，这款还有货吗？'))
await caughtUp(LONG_CHAT + CONVERSATIONS - 1)
await readToTheEnd(longChat) // A chat opens at its first unread message, which would be its beginning.

const browser = await chromium.launch(CHROMIUM)
const paces = [await paceHere()]
const { logIns, cookies } = await logsIn()
note(`log-ins: ${JSON.stringify(logIns)}`)
const { load: firstLoad, cold, warm } = await noted('openings', opens())
paces.push(await paceHere())
const list = await noted('list', scrolls('/', { box: 'conversation-list', row: ROW, key: 'conversationId', step: 240, count: CONVERSATIONS }))
const chat = await noted('chat', scrolls(`/c/${longChat}`, { box: 'message-list', row: MESSAGE, key: 'messageId', step: -400, count: LONG_CHAT }))
paces.push(await paceHere())
const day = await noted('day', livesADay())
paces.push(await paceHere())
const figures = asMarkdown()
await browser.close()
process.stdout.write(`\n${figures}\n`)
if (process.argv.includes('--publish')) {
  publish(figures)
}
process.exit(HELD ? judged() : 0)

/** Says of each limit whether it is kept; gives the exit code: 0, 1 where one is not, 2 where nothing can be said. */
function judged() {
  const slowness = Math.max(1, middle(paces) / PACE_MS)
  const all = held({ slowness, logIns, cold, warm, list, chat, day })
  const line = ({ name, seen, most, tooMuch }) => `${tooMuch ? 'TOO MUCH' : 'kept    '}  ${name}: ${seen.toFixed(2)} (at most ${most.toFixed(2)})`
  process.stdout.write(`\nThis machine takes ${slowness.toFixed(2)} times as long as the one of the limits.\n${all.map(line).join('\n')}\n`)
  if (slowness > SLOWNESS_MAX) {
    process.stdout.write(`It is too busy or too slow for the times to say anything (at most ${SLOWNESS_MAX}).\n`)
    return 2
  }
  return all.every((one) => !one.tooMuch) ? 0 : 1
}

/** Milliseconds that the fixed work takes at this moment. */
async function paceHere() {
  const { page, context } = await tab([])
  const seen = []
  for (let round = 0; round < 7; round++) {
    seen.push(await page.evaluate(pace))
  }
  await context.close()
  note(`the fixed work takes ${middle(seen).toFixed(1)} ms`)
  return middle(seen)
}

function middle(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

/** Milliseconds of each task so far that held up the page. */
function longTasks(page) {
  return page.evaluate(() => globalThis.longTasks)
}

/** Milliseconds from the click to the first row of the list, each time by a browser that has nothing yet. */
async function logsIn() {
  const times = []
  let kept = []
  for (let round = 0; round < ROUNDS; round++) {
    const { page, context } = await tab([])
    await page.goto(`${desk}/login`)
    await page.getByTestId('login-username').fill(USERNAME)
    await page.getByTestId('login-password').fill(PASSWORD)
    const clicked = await page.getByTestId('login-submit').evaluate((button) => {
      const now = performance.now()
      button.click()
      return now
    })
    times.push((await shownAfter(page, ROW)) - clicked)
    kept = await context.cookies()
    await context.close()
  }
  return { logIns: times, cookies: kept }
}

/** Milliseconds from an address to its first message: by a browser that has nothing yet, and once more by the same. */
async function opens() {
  const times = { load: null, cold: [], warm: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const { page, context } = await tab()
    for (const visit of ['cold', 'warm']) {
      await page.goto('about:blank')
      await page.goto(`${desk}/c/${longChat}`, { waitUntil: 'commit' })
      times[visit].push(await shownAfter(page, MESSAGE))
      await page.waitForLoadState('networkidle')
      times.load ??= await page.evaluate(filesFetched)
    }
    await context.close()
  }
  return times
}

/** Waits in the page, frame by frame; gives its clock, which began with the navigation. */
function shownAfter(page, selector) {
  return page.evaluate(async (wanted) => {
    while (document.querySelector(wanted) === null) {
      await new Promise(requestAnimationFrame)
    }
    return performance.now()
  }, selector)
}

/** Runs in the page: its files as they came over the line, without the data. */
function filesFetched() {
  const files = ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type)).filter((file) => !new URL(file.name).pathname.startsWith('/api/'))
  return { count: files.length, bytes: files.reduce((sum, file) => sum + file.encodedBodySize, 0) }
}

/** One step for each frame that the browser draws, until the end is reached; each of `count` must have been drawn. */
async function scrolls(path, { box, row, key, step, count }) {
  const { page, context } = await tab()
  let pages = 0
  page.on('request', (request) => {
    pages += Number(/\/conversations(\/\d+\/messages)?\?/.test(request.url()))
  })
  await page.goto(desk + path)
  await page.locator(row).first().waitFor()
  await pause(2_000)
  await page.evaluate(() => globalThis.longTasks.splice(0)) // of the opening
  const { drawn, ...seen } = await page.evaluate(
    async ({ box, row, key, step, slow, stillFrames }) => {
      const scroller = document.querySelector(`[data-testid=${box}]`)
      scroller.scrollTo(0, step > 0 ? 0 : scroller.scrollHeight)
      const drawn = new Set()
      const moving = []
      let last = performance.now()
      for (let still = 0; still < stillFrames; ) {
        const before = scroller.scrollTop
        scroller.scrollBy(0, step)
        const moved = scroller.scrollTop !== before
        still = moved ? 0 : still + 1
        await new Promise(requestAnimationFrame)
        const now = performance.now()
        if (moved) {
          moving.push(now - last)
        }
        document.querySelectorAll(row).forEach((one) => drawn.add(one.dataset[key]))
        last = performance.now()
      }
      moving.sort((a, b) => a - b)
      const at = (share) => moving[Math.floor((moving.length - 1) * share)]
      return { drawn: drawn.size, frames: moving.length, p50: at(0.5), p95: at(0.95), longest: at(1), slow: moving.filter((time) => time > slow).length, elements: document.querySelectorAll('*').length }
    },
    { box, row, key, step, slow: SLOW_FRAME_MS, stillFrames: STILL_FRAMES },
  )
  const long = await longTasks(page)
  await context.close()
  if (drawn !== count) {
    throw new Error(`${path}: ${drawn} were drawn on the way, not ${count}`)
  }
  return { ...seen, pages, long }
}

/** Eight hours by the page's clock: customers write while whoever has waited longest is opened and answered. */
async function livesADay() {
  const { page, context } = await tab()
  await context.grantPermissions(['notifications'], { origin: desk })
  let arrived = 0
  page.on('websocket', (line) =>
    line.on('framereceived', ({ payload }) => {
      const frame = JSON.parse(payload)
      arrived += frame.messages?.filter((message) => message.direction === 'in').length ?? 0
    }),
  )
  await page.clock.install()
  await page.goto(`${desk}/`)
  await page.locator(ROW).first().waitFor()
  await page.getByTestId('go-online').click() // Whoever is offline is told of nothing.
  const inspector = await context.newCDPSession(page)
  await inspector.send('Performance.enable')
  const sample = async (answered) => {
    await page.locator('header a[href="/"]').first().click() // The same view each time: the list, and no chat.
    await page.locator(MESSAGE).first().waitFor({ state: 'detached' })
    await pause(1_000)
    return { arrived, answered, ...(await holds(inspector)) }
  }
  const began = Date.now()
  const samples = [await sample(0)]
  for (let hour = 1; hour <= HOURS; hour++) {
    const messages = Math.round(INCOMING / HOURS)
    await Promise.all([
      paced(messages, (index) => says(customer((hour * 37 + index) % (CONVERSATIONS - 1)), `${hour} 点的第 ${index} 条，什么时候发货？`)),
      serves(page, hour),
    ])
    await caughtUp(LONG_CHAT + CONVERSATIONS - 1 + hour * messages)
    await page.clock.fastForward('01:00:00')
    await page.locator('[data-testid=link-status][data-state=open]').waitFor()
    await pause(2_000)
    samples.push(await noted(`hour ${hour}`, sample(hour * ANSWERED_EACH_HOUR)))
  }
  const seconds = Math.round((Date.now() - began) / 1_000)
  const long = await longTasks(page)
  await context.close()
  return { samples, seconds, long }
}

async function serves(page, hour) {
  for (let turn = 0; turn < ANSWERED_EACH_HOUR; turn++) {
    const before = page.url()
    await page.keyboard.press('Alt+n')
    await page.waitForURL((url) => url.href !== before)
    await page.locator(MESSAGE).first().waitFor()
    const answer = `在的，${hour} 点 ${turn} 分`
    const composer = page.getByTestId('composer')
    if (!(await composer.isEditable())) {
      throw new Error(`${page.url()} cannot be answered: ${await page.locator('form.composer').innerText()}`)
    }
    await composer.fill(answer)
    await composer.press('Enter')
    await page.locator(MESSAGE, { hasText: answer }).waitFor()
  }
}

async function holds(inspector) {
  await inspector.send('HeapProfiler.collectGarbage')
  const { metrics } = await inspector.send('Performance.getMetrics')
  const of = (name) => metrics.find((one) => one.name === name).value
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') }
}

function asMarkdown() {
  const count = (value) => value.toLocaleString('en-US')
  const ms = (value) => `${value.toFixed(value < 100 ? 1 : 0)} ms`
  const times = (name, values) => {
    const sorted = values.toSorted((a, b) => a - b)
    return `| ${name} | ${count(Math.round(sorted[Math.floor(sorted.length / 2)]))} ms | ${count(Math.round(sorted[0]))}–${count(Math.round(sorted.at(-1)))} ms |`
  }
  const frames = (name, one) => `| ${name} | ${count(one.frames)} | ${count(one.pages)} | ${ms(one.p50)} | ${ms(one.p95)} | ${ms(one.longest)} | ${one.slow} | ${one.long.length} | ${count(one.elements)} |`
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores of ${cpus()[0].model.trim()}, ${count(Math.round(totalmem() / 2 ** 20))} MiB, Chromium ${browser.version()} headless and without a graphics card, server and simulator on the same cores, load ${load.toFixed(2)} before.

First load: ${Math.ceil(firstLoad.bytes / 1024)} KB compressed in ${firstLoad.count} files.

| with ${count(CONVERSATIONS)} conversations, a chat of ${count(LONG_CHAT)} messages | median of ${ROUNDS} | |
|---|---|---|
${times('from the log-in button to the list', logIns)}
${times('from the address of the chat to its first message, nothing cached', cold)}
${times('the same with the files of one visit', warm)}

| scrolled from end to end, a step for each frame | frames that moved | pages read | p50 | p95 | longest | over ${SLOW_FRAME_MS} ms | tasks over ${LONG_TASK_MS} ms | elements on the page |
|---|---|---|---|---|---|---|---|---|
${frames(`the list, 240 pixels a step`, list)}
${frames(`the chat, 400 pixels a step, loading as it goes`, chat)}

A day of ${HOURS} hours by the page's clock, squeezed into ${count(day.seconds)} s: at most ${PER_SECOND} messages a second come in, and each hour ${ANSWERED_EACH_HOUR} customers are opened and answered. ${count(day.long.length)} tasks held up the page for over ${LONG_TASK_MS} ms, the longest for ${ms(Math.max(0, ...day.long))}. With the list on the screen and no chat, after a collection of garbage:

| messages that came in | answers | JavaScript heap | DOM nodes | listeners |
|---|---|---|---|---|
${day.samples.map((one) => `| ${count(one.arrived)} | ${one.answered} | ${(one.heap / 1e6).toFixed(1)} MB | ${count(one.nodes)} | ${count(one.listeners)} |`).join('\n')}`
}

function publish(text) {
  const begin = '<!-- figures: desk -->\n'
  const document = readFileSync(DOCUMENT, 'utf8')
  const from = document.indexOf(begin) + begin.length
  const to = document.indexOf('<!-- end of figures -->', from)
  if (from < begin.length || to < 0) {
    throw new Error(`${DOCUMENT} has no place for the figures: ${begin}`)
  }
  writeFileSync(DOCUMENT, `${document.slice(0, from)}${text}\n${document.slice(to)}`)
}

async function tab(known = cookies) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addCookies(known)
  const page = await context.newPage()
  await page.addInitScript(() => {
    globalThis.longTasks = []
    new PerformanceObserver((list) => list.getEntries().forEach((task) => globalThis.longTasks.push(task.duration))).observe({ type: 'longtask', buffered: true })
  })
  page.on('pageerror', (error) => note(`the page failed: ${error.message}`))
  return { context, page }
}

function customer(index) {
  return `oMeasured${String(index).padStart(5, '0')}`
}

async function readToTheEnd(id) {
  const { messages } = await asked(`/api/v1/conversations/${id}/messages`)
  await asked(`/api/v1/conversations/${id}/read`, { message_id: messages.at(-1).id })
}

async function paced(count, act) {
  const began = performance.now()
  for (let index = 0; index < count; index++) {
    await pause(Math.max(0, began + (index * 1_000) / PER_SECOND - performance.now()))
    await act(index)
  }
}

function option(name, otherwise) {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}

async function noted(name, measuring) {
  const result = await measuring
  note(`${name}: ${JSON.stringify(result)}`)
  return result
}

function note(line) {
  process.stderr.write(`${line}\n`)
}

// A rush: 200 customers write within two seconds, three agents answer them all, a supervisor looks on and acts.
//   ./xiaoer build                      the programs it uses
//   npm run dev:rush                    some minutes; prints the figures, the pictures are in dev/shots/
//   npm run dev:rush -- --publish       the pictures of docs/team.md, too
//   npm run dev:rush -- --arrivals      only agents, as many customers as they may have: how long it takes from what a
//                                       customer writes to the screen of the agent who is given them
// Needs a JDK 25 in JAVA_HOME or on PATH, and Chromium (CHROMIUM names another than /usr/bin/chromium).
import { mkdirSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { CHROMIUM, openHouse, PASSWORD, ROOT, until, USERNAME } from './house.mjs'

const SHOTS = fileURLToPath(new URL('./shots/', import.meta.url))
const CUSTOMERS = 200
const PER_SECOND = 100
/** Programs and pages are warm after so many. */
const BEFORE = 40
const MESSAGES_BEFORE = 500
/** Together what three people may have at a time. */
const ARRIVALS = 250
const AGENTS = [
  ['lixin', '李欣', 1440, 900],
  ['wangyinuo', '王一诺', 1024, 768],
  ['chenxiaoyu', '陈小雨', 1440, 900],
]
const SCREENS = [[1440, 900], [1024, 768], [390, 844]].flatMap((size) => ['light', 'dark'].map((scheme) => [...size, scheme]))

mkdirSync(SHOTS, { recursive: true })
const load = loadavg()[0]
const { desk, asked, says, conversationOf } = await openHouse()
const browser = await chromium.launch(CHROMIUM)
await asked('/api/v1/shops/main/hours', { weekly: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, ['00:00-24:00']])), follow_calendar: false, assessed: '00:00-24:00' }, 'PUT')
await asked('/api/v1/shops/main/assignment', { mode: 'automatic', ceiling: 99, pull_back_after_seconds: 0 }, 'PUT')

await asked('/api/v1/staff/admin', { name: '林小满' }, 'PATCH')
await says('oEarlier', '昨天的问题已经好了') // An empty desk would show how to begin.
await asked(`/api/v1/conversations/${await conversationOf('oEarlier')}/close`, {})

if (process.argv.includes('--arrivals')) {
  await arrivals()
} else {
  await rush()
}

/** Customers come at a steady rate, and nobody does anything but see them. */
async function arrivals() {
  const written = new Map()
  const times = []
  for (const one of AGENTS) {
    const { page } = await agent(one)
    await page.exposeFunction('shown', (seen) => seen.forEach(({ openId, at }) => times.push(at - written.get(openId))))
  }
  await until(async () => (await asked('/api/v1/board')).agents.filter(({ connected, state }) => connected && state === 'online').length === AGENTS.length)
  for (let message = 0; message < MESSAGES_BEFORE; message++) {
    await says('oEarlier', `第 ${message} 条`)
  }
  await write(BEFORE, written)
  await until(() => times.length === BEFORE)
  await pause(3_000)
  const began = performance.now()
  await write(ARRIVALS, written, BEFORE)
  const sent = (performance.now() - began) / 1_000
  await until(() => times.length === BEFORE + ARRIVALS)
  process.stdout.write(`${machine()}; ${AGENTS.length} agents' pages, server and simulator on the same cores
${ARRIVALS} customers in ${sent.toFixed(1)} s (${Math.round(ARRIVALS / sent)} a second), each assigned to one of ${AGENTS.length}
from writing to the agent's screen: ${spread(times.slice(BEFORE))}
`)
  await browser.close()
  process.exit(0)
}

async function rush() {
  const agents = []
  const written = new Map()
  const times = []
  for (const one of AGENTS) {
    const { page, name } = await agent(one)
    await page.exposeFunction('shown', (seen) => seen.forEach(({ openId, at }) => times.push(at - written.get(openId))))
    agents.push({ name, page })
  }
  const boards = []
  for (const [width, height, scheme] of SCREENS) {
    const page = await enter(USERNAME, width, height, scheme)
    await page.getByTestId('stay-offline').click()
    await page.goto(`${desk}/board`)
    await page.getByTestId('board-tiles').waitFor()
    boards.push({ page, name: `${width}-${scheme}` })
  }
  await until(async () => (await asked('/api/v1/board')).agents.filter(({ connected, state }) => connected && state === 'online').length >= AGENTS.length)
  await pictures('before', boards, agents)

  const began = performance.now()
  await write(CUSTOMERS, written)
  const sent = (performance.now() - began) / 1_000
  await until(async () => (await asked('/api/v1/board')).in_queue === 0)
  const assigned = (performance.now() - began) / 1_000
  await pictures('rush', boards, agents)

  const supervisor = boards[0].page
  const first = supervisor.locator('[data-testid=board-agent][data-username=chenxiaoyu]')
  await first.getByTestId('board-state').click()
  await first.getByTestId('board-state-away').click()
  await first.and(supervisor.locator('[data-state=away]')).waitFor()
  await Promise.all([...agents.map(answersAll), halfway(boards, agents)])
  await until(async () => (await asked('/api/v1/board')).waiting === 0)
  const answered = (performance.now() - began) / 1_000
  await until(async () => (await asked('/api/v1/board')).today.answered === CUSTOMERS)
  await pause(2_500)
  await pictures('after', boards, agents)

  if (process.argv.includes('--publish')) {
    await tryReplies(supervisor)
  }
  const { today, agents: team } = await asked('/api/v1/board')
  process.stdout.write(`${machine()}; ${AGENTS.length} agents' pages, ${SCREENS.length} boards, server and simulator on the same cores
${CUSTOMERS} customers in ${sent.toFixed(1)} s; all assigned after ${assigned.toFixed(1)} s, all answered after ${answered.toFixed(0)} s
from writing to the agent's screen: ${spread(times)}
by agent: ${team.filter(({ answered_today: n }) => n > 0).map(({ name, answered_today: n }) => `${name} ${n}`).join(', ')}; of ${today.answered} rounds ${today.within_threshold} within ${today.threshold_seconds} s
`)
  await browser.close()
  process.exit(today.answered === CUSTOMERS ? 0 : 1)
}

async function enter(username, width, height, colorScheme = 'light', before = () => undefined) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addInitScript(before, username)
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => process.stderr.write(`${username}: ${error.message}\n`))
  await page.goto(`${desk}/login`)
  await page.getByTestId('login-username').fill(username)
  await page.getByTestId('login-password').fill(PASSWORD)
  await page.getByTestId('login-submit').click()
  await page.getByTestId('conversation-list').waitFor()
  return page
}

/** Logged in and online, with a page that tells of each customer who is assigned to them when it has been drawn. */
async function agent([username, name, width, height]) {
  await asked('/api/v1/staff', { username, name, shops: null, password: PASSWORD })
  const page = await enter(username, width, height, 'light', tellsWhatIsShown)
  await page.getByTestId('go-online').click()
  return { page, name }
}

/** Runs in the page before all else: a customer is on the screen in the frame after what tells of them. */
function tellsWhatIsShown(username) {
  const told = new Set()
  window.WebSocket = class extends window.WebSocket {
    constructor(...address) {
      super(...address)
      this.addEventListener('message', ({ data }) => {
        const seen = (JSON.parse(data).conversations ?? []).filter(({ open_id: openId, assignee }) => assignee?.username === username && openId.startsWith('oRush') && !told.has(openId))
        seen.forEach(({ open_id: openId }) => told.add(openId))
        if (seen.length > 0) {
          requestAnimationFrame(() => setTimeout(() => window.shown(seen.map(({ id, open_id: openId }) => ({ id, openId, at: Date.now() })))))
        }
      })
    }
  }
}

async function write(count, written, from = 0) {
  const began = performance.now()
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const openId = `oRush${String(from + index).padStart(4, '0')}`
      await pause(began + (index * 1_000) / PER_SECOND - performance.now())
      written.set(openId, Date.now())
      await says(openId, `第 ${index + 1} 位：这款还有货吗？`)
    }),
  )
}

function spread(times) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)]
  return `${sorted.length} seen, p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`
}

function machine() {
  return `${new Date().toISOString().slice(0, 16)}, ${cpus().length} cores of ${cpus()[0].model.trim()}, load ${load.toFixed(2)} before`
}

async function halfway(boards, agents) {
  await until(async () => (await asked('/api/v1/board')).today.answered >= CUSTOMERS / 2)
  await pictures('half', boards, agents)
  const { page } = boards[0]
  if (process.argv.includes('--publish')) {
    await page.screenshot({ path: `${ROOT}docs/images/board.png` })
    await page.goto(`${desk}/admin/assignment`)
    await page.getByTestId('roster-total').waitFor()
    await page.screenshot({ path: `${ROOT}docs/images/assignment.png` })
    await page.goto(`${desk}/board`)
  }
}

/** What rules would have made of this day: they are tried only. */
async function tryReplies(page) {
  const text = (content) => ({ type: 'text', text: { content } })
  await asked('/api/v1/automatic-replies', { name: '欢迎', trigger: 'welcome', reply: text('{称呼}您好，欢迎光临{店铺名}。'), enabled: false })
  await asked('/api/v1/automatic-replies', { name: '有货吗', trigger: 'keyword', keywords: { any: ['有货', '还有吗'] }, reply: text('页面上能下单的都有货，48 小时内发出。'), enabled: false })
  await page.goto(`${desk}/admin/replies`)
  await page.getByTestId('dry-run-date').fill((await asked('/api/v1/automatic-replies/log')).today.date)
  await page.getByTestId('dry-run-disabled').check()
  await page.getByTestId('dry-run-ask').click()
  await page.getByTestId('dry-run-report').waitFor()
  await page.getByTestId('dry-run').evaluate((panel) => panel.scrollIntoView())
  await page.screenshot({ path: `${ROOT}docs/images/automatic-replies.png` })
}

/** As a person with the keyboard: who of one's own has waited longest is opened and answered, until nobody waits. */
async function answersAll({ page, name }) {
  for (;;) {
    const before = page.url()
    await page.keyboard.press('Alt+n')
    try {
      await page.waitForURL((url) => url.href !== before, { timeout: 5_000 })
    } catch {
      return // Nobody of theirs waits any more.
    }
    const composer = page.getByTestId('composer')
    await composer.fill(`在的，我是${name}，有货。`)
    await composer.press('Enter')
    await page.locator('[data-testid=message]', { hasText: `我是${name}` }).first().waitFor()
  }
}

async function pictures(moment, boards, agents) {
  for (const { page, name } of boards) {
    await page.screenshot({ path: `${SHOTS}rush-${moment}-board-${name}.png` })
  }
  for (const [index, { page }] of agents.entries()) {
    await page.screenshot({ path: `${SHOTS}rush-${moment}-agent-${index + 1}.png` })
  }
}

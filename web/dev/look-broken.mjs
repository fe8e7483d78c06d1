// For development only: pictures of the desk when something is wrong, on the real server and the simulator.
//   ./xiaoer build
//   npm run dev:look-broken [-- only states]    the pictures are in dev/shots/broken/
// States: lost down down-while-writing failing slow paused stopped doubt missing nowhere ended login
import { mkdirSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { CHROMIUM, openHouse, PASSWORD, until, USERNAME } from './house.mjs'

const SHOTS = fileURLToPath(new URL('./shots/broken/', import.meta.url))
const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
]
const LINES = ['在吗？', '我 11 月 20 日买的白茶还没有发货', '订单 3723456789012345678', '麻烦帮我看一下，谢谢🙏']
const only = new Set(process.argv.slice(2))

mkdirSync(SHOTS, { recursive: true })
const { desk, asked, simulates, says, answers, startServer, stopServer } = await openHouse()
for (let index = 0; index < 14; index++) {
  await says(`oBroken${String(index).padStart(3, '0')}`, LINES[index % LINES.length])
}
for (const line of LINES) {
  await says('oBroken000', line)
}
await until(async () => (await asked('/api/v1/conversations?limit=50')).conversations.length === 14)
const { conversations } = await asked('/api/v1/conversations?limit=50')
const { id } = conversations.find((one) => one.open_id === 'oBroken000')
const chat = `${desk}/c/${id}`

const browser = await chromium.launch(CHROMIUM)
const seats = []
for (const colorScheme of ['light', 'dark']) {
  for (const [width, height] of SIZES) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: width < 500, deviceScaleFactor: width < 500 ? 2 : 1 })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    seats.push({ context, page, name: `${width}-${colorScheme}` })
  }
}
for (const { page } of seats) {
  await logIn(page)
}

await state('lost', async ({ context }) => context.setOffline(true), { wait: 6_000 })
await everybody(({ context }) => context.setOffline(false))
await state('down', () => undefined, { once: stopServer, wait: 6_000 })
await state('down-while-writing', async ({ page }, seat) => {
  if (seat < 3) { // Three of the five that the platform allows.
    await page.getByTestId('composer').fill('您好，已经为您催促仓库发货了')
    await page.getByTestId('composer').press('Enter')
  }
}, { wait: 4_000 })
await startServer()
await pause(8_000)
await state('failing', async ({ page }) => {
  await page.route('**/api/v1/conversations**', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"status":500,"detail":"A mistake of ours; the log has the details."}' }))
  await page.reload()
})
await everybody(({ page }) => page.unrouteAll())
await state('slow', async ({ page }) => {
  await page.route('**/api/v1/conversations**', () => undefined)
  await page.reload({ waitUntil: 'commit' })
}, { wait: 2_500 })
await everybody(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }))
await state('paused', () => undefined, { path: chat, once: () => refusedBy({ fault: 'use_up_quota', for_seconds: 600 }, 'oBroken001'), wait: 3_000 })
await clear()
await state('stopped', () => undefined, { path: chat, once: () => refusedBy({ fault: 'not_on_allow_list', for_seconds: 600 }, 'oBroken002'), wait: 3_000 })
await clear()
await asked('/api/v1/sending/main/try-now', {})
await until(async () => (await asked('/api/v1/sending')).shops.every((one) => one.state === 'open'))
await state('doubt', () => undefined, { path: chat, once: doubtful, wait: 3_000 })
await clear()
await state('missing', () => undefined, { path: `${desk}/c/999999` })
await state('nowhere', () => undefined, { path: `${desk}/no/such/page` })
await state('ended', async ({ context, page }) => {
  await context.clearCookies()
  await page.goto(chat).catch(() => undefined)
})
await state('login', async ({ page }) => {
  await page.getByTestId('login-username').fill('admin')
  await page.getByTestId('login-password').fill('不对')
  await page.getByTestId('login-submit').click()
})
await browser.close()
process.exit(0)

/** Brings it about at each seat, waits, and takes the pictures. */
async function state(name, act, { path, once, wait = 1_500 } = {}) {
  if (only.size > 0 && !only.has(name)) {
    return
  }
  await once?.()
  if (path !== undefined) {
    await everybody(({ page }) => page.goto(path))
  }
  await everybody(act)
  await pause(wait)
  for (const { page, name: seat } of seats) {
    await page.screenshot({ path: `${SHOTS}${name}-${seat}.png` })
  }
  process.stderr.write(`${name}\n`)
}

function everybody(act) {
  return Promise.all(seats.map((seat, index) => act(seat, index)))
}

async function logIn(page) {
  await page.goto(`${desk}/login`)
  await page.getByTestId('login-username').fill(USERNAME)
  await page.getByTestId('login-password').fill(PASSWORD)
  await page.getByTestId('login-submit').click()
  await page.getByTestId('conversation-item').first().waitFor()
  await page.goto(chat)
  await page.getByTestId('message').first().waitFor()
}

/** What the platform does from now on, met by an answer to somebody. */
async function refusedBy(fault, openId) {
  await simulates('/faults', fault)
  const other = conversations.find((one) => one.open_id === openId)
  await answers(other.id, 'text', { content: '您好，正在为您查询' })
}

/** One answer of which nobody knows, one that was refused. */
async function doubtful() {
  await simulates('/faults', { fault: 'refuse', errcode: 45015, count: 1 })
  await answers(id, 'text', { content: '亲，今天下午就发出' })
  await pause(1_500)
  await simulates('/faults', { fault: 'hang_up', for_seconds: 600 })
  await answers(id, 'text', { content: '发货后会给您短信通知' })
}

async function clear() {
  await simulates('/faults', undefined, 'DELETE')
}

// For development only: pictures of the desk at three sizes, light and dark, for looking at with one's own eyes.
//   npm run dev:mock -- --dist --quiet    in one terminal
//   npm run dev:look [-- only parts]      in another; the pictures are in dev/shots/
// Parts: login list chat pane dialogs search admin
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const BASE = process.env.XIAOER_DESK ?? 'http://127.0.0.1:8099'
const USER = process.env.XIAOER_USER ?? '小林'
const PASSWORD = process.env.XIAOER_PASSWORD ?? 'demo'
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const SHOTS = fileURLToPath(new URL('./shots/', import.meta.url))
const SIZES = (process.env.SIZES ?? '1440x900,1024x768,390x844').split(',').map((size) => size.split('x').map(Number))
const SCHEMES = (process.env.SCHEMES ?? 'light,dark').split(',')
const parts = new Set(process.argv.slice(2))
const wanted = (part) => parts.size === 0 || parts.has(part)

mkdirSync(SHOTS, { recursive: true })
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run'],
})
const complaints = []

for (const colorScheme of SCHEMES) {
  for (const [width, height] of SIZES) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, hasTouch: width < 500, deviceScaleFactor: width < 500 ? 2 : 1 })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.on('console', (message) => message.type() === 'error' && complaints.push(`${width} ${colorScheme}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(`${width} ${colorScheme}: ${error.stack}`))
    const shot = async (name) => {
      await page.waitForTimeout(400)
      await page.screenshot({ path: `${SHOTS}${name}-${width}-${colorScheme}.png` })
    }
    const id = (name) => page.getByTestId(name)
    const attempt = async (what) => {
      try {
        await what()
      } catch (error) {
        complaints.push(`${width} ${colorScheme}: ${String(error).split('\n')[0]}`)
      }
    }
    await page.goto(`${BASE}/login`)
    await id('login-username').waitFor()
    if (wanted('login')) await shot('login')
    await id('login-username').fill(USER)
    await id('login-password').fill(PASSWORD)
    await id('login-submit').click()
    await id('conversation-list').waitFor()
    if (wanted('list')) await shot('list')
    if (await id('conversation-item').count()) {
      await page.goto(`${BASE}/c/1`)
      await id('message').first().waitFor()
      if (wanted('chat')) {
        await shot('chat')
        await id('message-list').evaluate((list) => list.scrollBy(0, -620))
        await shot('chat-middle')
        await id('message-list').evaluate((list) => list.scrollBy(0, -700))
        await shot('chat-upper')
        await id('message-list').evaluate((list) => list.scrollTo(0, list.scrollHeight))
        await attempt(async () => {
          await id('composer').fill('/')
          await id('phrase-menu').waitFor({ timeout: 3000 })
          await shot('phrases')
          await id('composer').fill('')
          await id('attach-input').setInputFiles([{ name: '外包装照片.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="teal"/></svg>') }, { name: '电子发票-很长的名字-2026-11.pdf', mimeType: 'application/pdf', buffer: Buffer.from('pdf') }])
          await id('composer').fill('好的，稍等，我发给您看～')
          await shot('attachments')
          await id('composer').press('Enter')
          await page.waitForTimeout(300)
          await shot('sent')
          await id('emoji-open').click()
          await shot('emoji')
          await page.keyboard.press('Escape')
          await id('composer-options').click()
          await shot('options')
          await page.keyboard.press('Escape')
        })
      }
      if (wanted('pane')) {
        await attempt(async () => {
          if (width < 1280) await id('pane-toggle').click()
          await shot('pane')
          await id('pane-orders').click()
          await shot('pane-orders')
          await id('pane-products').click()
          await shot('pane-products')
        })
      }
      if (wanted('dialogs')) {
        await page.goto(`${BASE}/c/1`)
        await id('message').first().waitFor()
        await attempt(async () => {
          await id('hand-over').click()
          await shot('hand-over')
          await page.keyboard.press('Escape')
          await id('composer').fill('同事')
          await id('composer').press('Enter')
          await id('answered-dialog').waitFor()
          await shot('answered')
          await id('answered-back').click()
          await id('my-state').click()
          await shot('state')
          await page.keyboard.press('Escape')
          if (width > 720) {
            await id('shortcuts-open').click()
            await shot('shortcuts')
            await page.keyboard.press('Escape')
          }
          await id('user-menu').click()
          await id('settings-open').click()
          await shot('settings')
        })
      }
    }
    if (wanted('search')) {
      await page.goto(`${BASE}/search?q=${encodeURIComponent('白茶')}`)
      await shot('search')
    }
    if (wanted('admin')) {
      for (const name of ['phrases', 'staff', 'shops', 'keys', 'audit', 'unread', 'system']) {
        await page.goto(`${BASE}/admin/${name}`)
        await shot(`admin-${name}`)
        await attempt(async () => {
          const button = { phrases: 'phrase-new', staff: 'staff-new', shops: 'shop-new', keys: 'key-new' }[name]
          if (button !== undefined) {
            await id(button).click()
            await shot(`admin-${name}-new`)
          }
        })
      }
    }
    await context.close()
  }
}
await browser.close()
process.stdout.write(complaints.length === 0 ? 'no console errors\n' : `${complaints.join('\n')}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1

// For development only: pictures of the desk at three sizes, light and dark, for looking at with one's own eyes.
//   npm run dev:mock -- --dist --quiet    in one terminal
//   npm run dev:look                      in another; the pictures are in dev/shots/
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const BASE = process.env.XIAOER_DESK ?? 'http://127.0.0.1:8099'
const USER = process.env.XIAOER_USER ?? '小林'
const PASSWORD = process.env.XIAOER_PASSWORD ?? 'demo'
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const SHOTS = fileURLToPath(new URL('./shots/', import.meta.url))
const SIZES = [[1440, 900], [1024, 768], [390, 844]]

mkdirSync(SHOTS, { recursive: true })
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run'],
})
const complaints = []

for (const colorScheme of ['light', 'dark']) {
  for (const [width, height] of SIZES) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, hasTouch: width < 500, deviceScaleFactor: width < 500 ? 2 : 1 })
    const page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && complaints.push(`${width} ${colorScheme}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(`${width} ${colorScheme}: ${error.stack}`))
    const shot = async (name) => {
      await page.waitForTimeout(350)
      await page.screenshot({ path: `${SHOTS}${name}-${width}-${colorScheme}.png` })
    }
    await page.goto(`${BASE}/login`)
    await page.getByTestId('login-username').waitFor()
    await shot('login')
    await page.getByTestId('login-username').fill(USER)
    await page.getByTestId('login-password').fill(PASSWORD)
    await page.getByTestId('login-submit').click()
    await page.getByTestId('conversation-list').waitFor()
    await shot('list')
    if (await page.getByTestId('conversation-item').count()) {
      const wanted = page.locator('[data-testid=conversation-item][data-conversation-id="1"]')
      await ((await wanted.count()) ? wanted : page.getByTestId('conversation-item')).first().click()
      await page.getByTestId('message').first().waitFor()
      await shot('chat')
      await page.getByTestId('message-list').evaluate((list) => list.scrollBy(0, -520))
      await shot('chat-middle')
      await page.getByTestId('message-list').evaluate((list) => list.scrollBy(0, -560))
      await shot('chat-upper')
      if (width < 1280) {
        await page.getByTestId('pane-toggle').click()
        await shot('pane')
      }
    }
    await context.close()
  }
}
await browser.close()
process.stdout.write(complaints.length === 0 ? 'no console errors\n' : `${complaints.join('\n')}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1

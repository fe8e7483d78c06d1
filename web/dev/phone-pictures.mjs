// The pictures of docs/phone.md, on the real server and the simulator: docs/images/phone-*.png.
//   ./xiaoer build
//   npm run dev:phone-pictures
// It also names what is smaller on a phone than a thumb needs.
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { CHROMIUM, openHouse, PASSWORD, ROOT, TWO_SHOPS, USERNAME } from './house.mjs'

const THUMB = 44
const CUSTOMERS = [
  ['oHxChaYin6vTg', '上次那饼白茶很好喝，还有吗？'],
  ['oHxTongYe8fLz', '可以用两张优惠券吗', 'second'],
  ['oHxQingHu5mNc', '发票怎么开？公司抬头的'],
  ['oHxHongFengg3dK', '能不能改一下收货地址', 'second'],
]

const house = await openHouse(TWO_SHOPS)
const { desk, asked, says, conversationOf } = house
await asked('/api/v1/staff/admin', { name: '林小满' }, 'PATCH')
for (const [openId, words, shop] of CUSTOMERS) {
  await says(openId, words, shop)
}
const chat = `/c/${await conversationOf(CUSTOMERS[0][0])}`
await says(CUSTOMERS[0][0], '想再要两饼，能一起寄吗？')

const browser = await chromium.launch(CHROMIUM)
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
const page = await context.newPage()
const id = (name) => page.getByTestId(name)
const small = new Map()
await page.goto(`${desk}/login`)
await id('login-username').fill(USERNAME)
await id('login-password').fill(PASSWORD)
await id('login-submit').tap()
await id('conversation-item').first().waitFor()
await measure('list')
await id('go-online').tap()
await pause(5_000) // What it says of that goes.
await picture('list')
await page.goto(desk + chat)
await id('composer').waitFor()
await id('composer').fill('有的，今天下单今天发出。')
await picture('chat')
await measure('chat')
await id('hand-over').tap()
await id('hand-over-cancel').waitFor()
await picture('hand-over', false)
await measure('hand-over')
await id('hand-over-cancel').tap()
await page.goto(`${desk}/board`)
await id('board-tiles').waitFor()
await picture('board', false)
await measure('board')
await page.goto(desk)
await id('user-menu').tap()
await pause(400)
await measure('user-menu')
await id('settings-open').tap()
await pause(600)
await measure('settings')
await picture('settings', false)
await page.keyboard.press('Escape')
await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true))
await pause(4_000)
await house.stopServer()
await page.reload()
await id('last-state').waitFor()
await picture('offline')
await browser.close()
process.stdout.write([...small].map(([what, where]) => `${what} (${[...where].join(' ')})\n`).sort().join(''))
process.exit(0)

async function picture(name, inDocs = true) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme })
    await pause(500)
    const folder = inDocs && colorScheme === 'light' ? `${ROOT}docs/images/` : `${ROOT}web/dev/shots/`
    await page.screenshot({ path: `${folder}phone-${name}${colorScheme === 'dark' ? '-dark' : ''}.png` })
  }
}

async function measure(where) {
  const found = await page.evaluate((thumb) => {
    const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 1
    return [...document.querySelectorAll('a, button, input, select, textarea, [role=menuitem], [role=option], [role=tab]')].filter(shown).flatMap((one) => {
      const box = one.getBoundingClientRect()
      const around = getComputedStyle(one, '::after') // base.css has it answer around its edges.
      const [width, height] = [Math.max(box.width, parseFloat(around.width) || 0), Math.max(box.height, parseFloat(around.height) || 0)]
      return width < thumb - 6 || height < thumb ? [`${one.tagName.toLowerCase()} ${one.dataset.testid ?? one.dataset.action ?? one.className} ${Math.round(width)}x${Math.round(height)}`] : []
    })
  }, THUMB)
  found.forEach((one) => small.set(one, (small.get(one) ?? new Set()).add(where)))
}

// The pictures of the desk in the README, on the real server and the simulator: docs/images/desk*.png.
//   ./xiaoer build
//   npm run dev:readme-pictures
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { CHROMIUM, openHouse, PASSWORD, ROOT, USERNAME } from './house.mjs'

const REGULAR = 'oHxChaYin6vTg'
const OTHERS = [
  ['oHxShuangJiang2bWs', '在吗'],
  ['oHxTongYe8fLz', '可以用两张优惠券吗'],
  ['oHxQingHu5mNc', '发票怎么开？公司抬头的'],
  ['oHxHongFengg3dK', '能不能改一下收货地址'],
  ['oHxLiZi9hYv', '尺码偏大还是偏小？我平时穿 M'],
  ['oHxFengDing7xRt', '昨天下的单什么时候发货呀'],
  ['oHxXueLi4kQp', '请问这款还有货吗？'],
]

const { desk, asked, simulates, says, sends, conversationOf } = await openHouse()
await asked('/api/v1/staff/admin', { name: '林小满' }, 'PATCH')
await asked('/api/v1/phrases', { group: '发货', shortcut: 'fh', title: '今天发', kind: 'text', content: '{{customer}}您好，今天下午四点前发出。', owner: 'team', shops: null })
for (const [openId, words] of OTHERS.slice(3)) {
  await simulates('/faults', { fault: 'skew_clock', seconds: -130 })
  await says(openId, words)
}
await says(REGULAR, '上次那饼白茶很好喝，就是外包装有点破')
await sends(REGULAR, 'image', { sample: 'broken-cup.jpg' })
const id = await conversationOf(REGULAR)
await asked(`/api/v1/conversations/${id}/customer`, { note: '老顾客，喜欢白茶，周末不收件。', tags: ['老顾客', '白茶'], starred: true }, 'PATCH')

const browser = await chromium.launch(CHROMIUM)
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
const page = await context.newPage()
await page.goto(`${desk}/login`)
await page.getByTestId('login-username').fill(USERNAME)
await page.getByTestId('login-password').fill(PASSWORD)
await page.getByTestId('login-submit').click()
await page.getByTestId('go-online').click()
await page.goto(`${desk}/c/${id}`)
await answers('实在抱歉！这次给您补一个礼盒，一起放进包裹里。')
await says(REGULAR, '太好了，那我再带一饼')
await sends(REGULAR, 'product_share')
await pause(2_500)
await answers('这款有货，今天下单今天发出。')
await sends(REGULAR, 'order_share')
await says(REGULAR, '下好单啦，麻烦和这一单一起寄')
for (const [openId, words] of OTHERS.slice(0, 3)) {
  await says(openId, words)
}
await answers('好的，已经备注合并发货。')
await pause(4_000)
for (const colorScheme of ['light', 'dark']) {
  await page.emulateMedia({ colorScheme })
  await page.mouse.move(720, 400)
  await pause(800)
  await page.screenshot({ path: `${ROOT}docs/images/desk${colorScheme === 'dark' ? '-dark' : ''}.png` })
}
await browser.close()
process.exit(0)

async function answers(words) {
  await page.getByTestId('composer').fill(words)
  await page.getByTestId('composer').press('Enter')
  await page.locator('[data-testid=message][data-state=accepted]', { hasText: words }).waitFor()
}

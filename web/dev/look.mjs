// For development only: pictures of the desk at three sizes, light and dark, on the real server and the simulator.
//   ./xiaoer build
//   npm run dev:look [-- only parts]      the pictures are in dev/shots/
// Parts: login list chat menus pane dialogs search after-sales board admin newer webhooks notices reports queue; LANGUAGES=zh-CN,en, SIZES and SCHEMES choose among the rest
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { CHROMIUM, openHouse, PASSWORD, TWO_SHOPS, until, USERNAME } from './house.mjs'

const SHOTS = fileURLToPath(new URL('./shots/', import.meta.url))
const SIZES = (process.env.SIZES ?? '1440x900,1024x768,390x844').split(',').map((size) => size.split('x').map(Number))
const SCHEMES = (process.env.SCHEMES ?? 'light,dark').split(',')
const LANGUAGES = (process.env.LANGUAGES ?? 'zh-CN').split(',')
const parts = new Set(process.argv.slice(2))
const wanted = (part) => parts.size === 0 || parts.has(part)

const SHOWN = 'oHxChaYin6vTg'
const OTHERS = [
  ['oHxHongFengg3dK', '能不能改一下收货地址，我搬家了'],
  ['oHxLiZi9hYv', '尺码偏大还是偏小？我平时穿 M 码', 'second'],
  ['oHxTongYe8fLz', '可以用两张优惠券吗'],
  ['oHxQingHu5mNc', '发票怎么开？公司抬头的', 'second'],
  ['oHxFengDing7xRt', '快递三天没动了，帮我催一下吧🙏'],
  ['oHxXueLi4kQp', '我买的那一批茶叶，想问下是今年的春茶还是去年的？包装上只写了生产日期没写采摘日期，朋友说要问清楚，因为要送给长辈，不太想送陈茶。'],
]

const textOf = (content) => ({ type: 'text', text: { content } })
const REPLIES = [
  { name: '发货时间', trigger: 'keyword', keywords: { any: ['发货', '多久到'], none: ['投诉'] }, reply: textOf('{称呼}，一般在下单后 48 小时内发货。') },
  { name: '欢迎', trigger: 'welcome', reply: textOf('{称呼}您好，欢迎光临{店铺名}，马上为您服务。') },
  { name: '下班以后', trigger: 'off_hours', shop: 'main', reply: textOf('客服下班了，{营业时间}。留言都会看到。'), enabled: false },
]

mkdirSync(SHOTS, { recursive: true })
const house = await openHouse(TWO_SHOPS)
const { desk } = house
const chat = `${desk}/c/${await furnished(house)}`
const browser = await chromium.launch(CHROMIUM)
const complaints = []
let online = false
let assigned = 0

for (const [language, colorScheme] of LANGUAGES.flatMap((language) => SCHEMES.map((scheme) => [language, scheme]))) {
  for (const [width, height] of SIZES) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, hasTouch: width < 500, deviceScaleFactor: width < 500 ? 2 : 1 })
    await context.addInitScript((chosen) => localStorage.setItem('xiaoer:[null,"language",""]', chosen), language)
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.on('console', (message) => message.type() === 'error' && !message.text().startsWith('Failed to load resource') && complaints.push(`${width} ${colorScheme}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(`${width} ${colorScheme}: ${error.stack}`))
    const shot = async (name) => {
      await page.waitForTimeout(400)
      await page.screenshot({ path: `${SHOTS}${name}-${width}-${colorScheme}${language === 'en' ? '-en' : ''}.png` })
    }
    const id = (name) => page.getByTestId(name)
    const attempt = async (what) => {
      try {
        await what()
      } catch (error) {
        complaints.push(`${width} ${colorScheme}: ${String(error).split('\n')[0]}`)
      }
    }
    await house.says(SHOWN, '补发大概几天能到呀？') // Each size answers anew, and may five times after this.
    await page.goto(`${desk}/login`)
    await id('login-username').waitFor()
    if (wanted('login')) await shot('login')
    await id('login-username').fill(USERNAME)
    await id('login-password').fill(PASSWORD)
    await id('login-submit').click()
    await id('conversation-list').waitFor()
    await id('conversation-item').first().waitFor()
    if (!online) {
      await id('go-online').click()
      online = true
    }
    if (wanted('list')) await shot('list')
    await page.goto(chat)
    await id('message').first().waitFor()
    if (wanted('chat')) {
      await shot('chat')
      await id('message-list').evaluate((list) => list.scrollTo(0, list.scrollHeight))
      await shot('chat-end')
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
    if (wanted('menus')) {
      await attempt(async () => {
        const message = id('message').filter({ hasText: /./ }).last()
        await message.hover()
        await message.getByTestId('bubble-menu').click()
        await shot('bubble-menu')
        await page.keyboard.press('Escape')
        await id('chat-find').click()
        await id('find-words').fill('补发')
        await id('find-place').filter({ hasText: /./ }).waitFor()
        await shot('find')
        await id('find-close').click()
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
      await page.goto(chat)
      await id('message').first().waitFor()
      await attempt(async () => {
        await id('hand-over').click()
        await shot('hand-over')
        await id('hand-over-cancel').click()
        await page.route('**/messages', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: '{"status":409,"reason":"answered_meanwhile"}' }))
        await id('composer').fill('马上为您处理')
        await id('composer').press('Enter')
        await id('answered-dialog').waitFor()
        await shot('answered')
        await id('answered-back').click()
        await page.unrouteAll()
        if (width <= 720) await id('back').click() // A phone shows the strip beside the list only.
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
    if (wanted('search')) {
      await page.goto(`${desk}/search?q=${encodeURIComponent('白茶')}`)
      await shot('search')
    }
    if (wanted('after-sales')) {
      await attempt(async () => {
        await page.goto(`${desk}/after-sales`)
        await id('after-sales-case').first().waitFor()
        await shot('after-sales')
        await page.goto(chat)
        await id('message').first().waitFor()
        if (width < 1280) await id('pane-toggle').click()
        await id('after-sales').waitFor()
        await shot('after-sales-pane')
      })
    }
    if (wanted('board')) await attempt(() => board(page, id, shot))
    if (wanted('admin')) {
      for (const name of ['phrases', 'hours', 'assignment', 'groups', 'replies', 'staff', 'shops', 'keys', 'audit', 'unread', 'system']) {
        await page.goto(`${desk}/admin/${name}`)
        await shot(`admin-${name}`)
        if (name === 'hours') await attempt(() => hours(page, id, shot))
        if (name === 'assignment') await attempt(() => assignment(page, id, shot))
        if (name === 'replies') await attempt(() => replies(page, id, shot))
        await attempt(async () => {
          const button = { phrases: 'phrase-new', staff: 'staff-new', shops: 'shop-new', keys: 'key-new' }[name]
          if (button !== undefined) {
            await id(button).click()
            await shot(`admin-${name}-new`)
          }
        })
      }
    }
    if (wanted('newer')) {
      for (const name of ['guide', 'assistant', 'suggestions', 'wording', 'retention', 'erasures']) {
        await attempt(async () => {
          await page.goto(`${desk}/admin/${name}`)
          await shot(`admin-${name}`)
          if (await page.evaluate(() => document.documentElement.scrollHeight > innerHeight)) {
            await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
            await shot(`admin-${name}-end`)
          }
        })
      }
      await attempt(async () => {
        await page.goto(`${desk}/admin/phrases`)
        await id('phrase-starter').click()
        await shot('admin-phrases-starter')
        await id('form-cancel').click()
        await id('phrase-import').click()
        await id('phrase-table').fill('快捷编码\t快捷短语\t快捷短语分组\nfh\t付款后按商品页标注的时间发出\t发货\n\t\t发货\nth\t可以在订单里申请售后\t售后')
        await shot('admin-phrases-import')
        await id('form-cancel').click()
      })
    }
    if (wanted('webhooks')) await attempt(() => webhooks(page, id, shot))
    if (wanted('notices')) await attempt(() => notices(page, id, shot))
    if (wanted('reports')) await attempt(() => reports(page, id, shot))
    if (wanted('queue')) await attempt(() => queue(page, id, shot))
    await context.close()
  }
}
await browser.close()
process.stdout.write(complaints.length === 0 ? 'no console errors\n' : `${complaints.join('\n')}\n`)
process.exit(complaints.length === 0 ? 0 : 1)

/** The page of opening hours is longer than a screen: all of it, what is wrong in it, and its dialogs. */
async function hours(page, id, shot) {
  const { width = 0 } = page.viewportSize() ?? {}
  await id('state-now').waitFor()
  const height = await page.locator('main').evaluate((main) => main.scrollHeight)
  await page.setViewportSize({ width, height: height + 140 })
  await shot('admin-hours-whole')
  await page.setViewportSize({ width, height: width < 500 ? 844 : 900 })
  await id('moment-time').fill('2028-10-02T10:00')
  await id('moment-ask').click()
  await id('state-then').waitFor()
  await shot('admin-hours-moment')
  await id('span-from').first().fill('早上')
  await id('unsaved-save').click()
  await id('span-problem').waitFor()
  await shot('admin-hours-wrong')
  await id('unsaved-discard').click()
  await id('day-copy').first().click()
  await shot('admin-hours-copy')
  await page.keyboard.press('Escape')
  await id('day-exception').scrollIntoViewIfNeeded()
  await shot('admin-hours-calendar')
  await id('day-exception').click()
  await id('exception-open').check()
  await shot('admin-hours-exception')
  await id('form-cancel').click()
  await id('calendar-import-open').click()
  const days = ['01-01', '01-02', '01-03', '02-05', '02-06', '02-07', '02-08'].map((date) => ({ name: date < '02' ? '元旦' : '春节', date: `2027-${date}`, isOffDay: true }))
  const file = { year: 2027, papers: ['https://www.gov.cn/zhengce/content/2026-11/notice.htm'], days: [...days, { name: '春节', date: '2027-02-14', isOffDay: false }] }
  await id('calendar-file').setInputFiles({ name: '2027.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) })
  await id('calendar-file-preview').waitFor()
  await shot('admin-hours-import')
  await id('form-cancel').click()
}

/** The live board with a team, of whom only one has a page open; all of it, on the wall, and without the server. */
async function board(page, id, shot) {
  const { width = 0, height = 0 } = page.viewportSize() ?? {}
  for (const [username, name, state] of [['lixin', '李欣', 'online'], ['wangyinuo', '王一诺', 'away'], ['chenxiaoyu', '陈小雨', 'online'], ['zhaolei', '赵磊', 'offline']]) {
    await house.asked('/api/v1/staff', { username, name, shops: null, password: PASSWORD }).catch(() => undefined) // There from the size before.
    await house.asked(`/api/v1/colleagues/${username}/state`, { state }, 'PUT')
  }
  await page.goto(`${desk}/board`)
  await id('board-agent').first().waitFor()
  await shot('board')
  const whole = await page.locator('main').evaluate((main) => main.scrollHeight)
  await page.setViewportSize({ width, height: whole + 60 })
  await shot('board-whole')
  await page.setViewportSize({ width, height })
  await id('board-state').first().click()
  await shot('board-state')
  await page.keyboard.press('Escape')
  await id('board-fill').click()
  await id('board-leave').waitFor()
  await shot('board-wall')
  await id('board-leave').click()
  await page.route('**/api/v1/board*', (route) => route.abort())
  await page.reload()
  await id('board-again').waitFor()
  await shot('board-broken')
  await page.unrouteAll()
}

/** The page of assignment is longer than a screen: all of it, and what is wrong in it. */
async function assignment(page, id, shot) {
  const { width = 0, height = 0 } = page.viewportSize() ?? {}
  await id('roster-total').waitFor()
  const whole = await page.locator('main').evaluate((main) => main.scrollHeight)
  await page.setViewportSize({ width, height: whole + 140 })
  await id('mode-automatic').check()
  await shot('admin-assignment-whole')
  await id('preview-date').fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)) // Refused: not over yet.
  await id('preview-ask').click()
  await id('preview-trouble').waitFor()
  await shot('admin-assignment-preview')
  await id('rule-ceiling').fill('100')
  await id('rule-pull_back_after_seconds').fill('')
  await id('unsaved-save').click()
  await id('unsaved-trouble').waitFor()
  await shot('admin-assignment-wrong')
  await id('unsaved-discard').click()
  await page.setViewportSize({ width, height })
}

/** The page of automatic replies with rules, what they have said, a day that is tried, and a form with mistakes. */
async function replies(page, id, shot) {
  const { width = 0, height = 0 } = page.viewportSize() ?? {}
  for (const rule of REPLIES) {
    await house.asked('/api/v1/automatic-replies', rule)
  }
  const { sent } = (await house.asked('/api/v1/automatic-replies/log')).today
  await house.says(`oHxWen${width}${sent}`, '什么时候发货？急')
  await until(async () => (await house.asked('/api/v1/automatic-replies/log')).today.sent > sent)
  await page.goto(`${desk}/admin/replies`)
  await id('reply-row').first().waitFor()
  await shot('admin-replies-rules')
  await id('reply-try-text').fill('什么时候发货')
  await id('reply-try').click()
  await id('reply-trial').waitFor()
  await id('dry-run-date').fill((await house.asked('/api/v1/automatic-replies/log')).today.date)
  await id('dry-run-disabled').check()
  await id('dry-run-ask').click()
  await id('dry-run-report').waitFor()
  await id('auto-close-on').check()
  const whole = await page.locator('main').evaluate((main) => main.scrollHeight)
  await page.setViewportSize({ width, height: whole + 140 })
  await shot('admin-replies-whole')
  await id('rule-hours').fill('0')
  await id('unsaved-save').click()
  await id('unsaved-trouble').waitFor()
  await page.setViewportSize({ width, height })
  await id('auto-close').evaluate((panel) => panel.scrollIntoView({ block: 'center' }))
  await shot('admin-replies-wrong')
  await id('unsaved-discard').click()
  await id('reply-new').click()
  await id('reply-trigger').selectOption('keyword')
  await id('reply-name').fill('发货时间')
  await id('reply-content').fill('{称乎}您好')
  await id('form-save').click()
  await id('form-trouble').waitFor()
  await shot('admin-replies-form')
  await page.keyboard.press('Escape')
  for (const { id: rule } of (await house.asked('/api/v1/automatic-replies')).rules) {
    await house.asked(`/api/v1/automatic-replies/${rule}`, undefined, 'DELETE')
  }
}

/** Webhooks: none, one that works, one that fails, what was sent, and the dialogs. */
async function webhooks(page, id, shot) {
  const receiver = createServer((request, response) => response.writeHead(request.url === '/good' ? 200 : 500).end('{"ok":true}'))
  await new Promise((ready) => receiver.listen(0, '127.0.0.1', ready))
  await page.goto(`${desk}/admin/webhooks`)
  await id('webhook-new').waitFor()
  await shot('webhooks-none')
  const added = []
  for (const path of ['good', 'bad']) {
    const url = `http://127.0.0.1:${receiver.address().port}/${path}`
    added.push((await house.asked('/api/v1/webhooks', { url, types: ['message.received', 'conversation.assigned', 'conversation.closed'] })).id)
  }
  await house.says(SHOWN, '还有一个问题')
  await until(async () => (await house.asked(`/api/v1/webhooks/${added[1]}/deliveries`)).deliveries.some((one) => one.attempts.length > 0))
  await page.reload()
  await id('webhook-test').first().click()
  await id('webhook-tested').first().waitFor()
  await shot('webhooks')
  await id('webhook-deliveries').last().click()
  await id('delivery').first().waitFor()
  await shot('webhooks-deliveries')
  await id('webhook-replay').last().click()
  await id('replay-from').waitFor()
  await shot('webhooks-replay')
  await page.keyboard.press('Escape')
  await id('webhook-new').click()
  await id('webhook-url').fill('http://10.0.0.1/hook')
  await id('form-save').click()
  await shot('webhooks-form')
  await page.keyboard.press('Escape')
  for (const one of added) {
    await house.asked(`/api/v1/webhooks/${one}`, undefined, 'DELETE')
  }
  receiver.close()
}

/** Notices: no channel, two of them, who is called when, and the dialogs. */
async function notices(page, id, shot) {
  const { width = 0, height = 0 } = page.viewportSize() ?? {}
  const robot = createServer((request, response) => response.end(JSON.stringify(request.url === '/full' ? { errcode: 45009, errmsg: 'api freq out of limit' } : { errcode: 0, errmsg: 'ok' })))
  await new Promise((ready) => robot.listen(0, '127.0.0.1', ready))
  await page.goto(`${desk}/admin/notices`)
  await id('channel-new').waitFor()
  await shot('notices-none')
  const added = []
  for (const [name, path] of [['客服群', 'good'], ['店长的群，名字很长很长，一行写不下的那一种', 'full']]) {
    added.push((await house.asked('/api/v1/notices/channels', { name, kind: 'wecom', url: `http://127.0.0.1:${robot.address().port}/${path}` })).id)
  }
  await page.reload()
  await id('channel-test').first().waitFor()
  for (const one of [0, 1]) {
    await id('channel-test').nth(one).click()
    await id('channel-tested').nth(one).waitFor()
  }
  const whole = await page.locator('main').evaluate((main) => main.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(height, whole + 60) })
  await shot('notices')
  await id('step-after').first().fill('99999999')
  await id('ladder-save').first().click()
  await id('ladder-trouble').first().waitFor()
  await shot('notices-wrong')
  await page.setViewportSize({ width, height })
  await id('channel-new').click()
  await id('channel-kind').selectOption('dingtalk')
  await id('channel-url').fill('http://10.0.0.1/send')
  await id('form-save').click()
  await shot('notices-form')
  await page.keyboard.press('Escape')
  if (width > 720) {
    await id('my-state').click()
    await id('phone-duty').click()
    await id('phone-duty-hours').waitFor()
    await shot('notices-phone-duty')
    await page.keyboard.press('Escape')
  }
  for (const one of added) {
    await house.asked(`/api/v1/notices/channels/${one}`, undefined, 'DELETE')
  }
  robot.close()
}

/** Each page of the reports, as long as it is. */
async function reports(page, id, shot) {
  const { width = 0, height = 0 } = page.viewportSize() ?? {}
  for (const name of ['', 'rounds', 'shifts', 'heat-map', 'conversion']) {
    await page.goto(`${desk}/reports/${name}`)
    await id('report-range').waitFor()
    await page.waitForTimeout(1_500)
    const whole = await page.locator('main').evaluate((main) => main.scrollHeight)
    await page.setViewportSize({ width, height: Math.max(height, whole + 60) })
    await shot(`reports-${name || 'service'}`)
    await page.setViewportSize({ width, height })
  }
  await page.goto(`${desk}/reports/conversion?list=asked`)
  await id('buyer').first().waitFor()
  await shot('reports-conversion-customers')
  await page.goto(`${desk}/reports/`)
  await id('presets-open').click()
  await shot('reports-presets-none')
  await id('preset-new').click()
  await shot('reports-preset-new')
  await id('preset-threshold').fill('x')
  await id('form-save').click()
  await id('preset-problem').first().waitFor()
  await shot('reports-preset-wrong')
  await id('preset-name').fill(`夜班 ${width} ${Date.now() % 10_000}`)
  await id('preset-threshold').fill('1')
  await id('form-save').click()
  await id('preset').first().waitFor()
  await shot('reports-presets')
  await id('presets-close').click()
  await page.route('**/api/v1/reports/**', (route) => route.abort())
  await page.goto(`${desk}/reports/`)
  await page.waitForTimeout(800)
  await shot('reports-broken')
  await page.unrouteAll()
}

/** Customers who are assigned, and who wait behind them: each time one more is. */
async function queue(page, id, shot) {
  const ceiling = ++assigned
  const rule = (mode) => house.asked('/api/v1/shops/main/assignment', { mode, ceiling, pull_back_after_seconds: 300 }, 'PUT')
  await page.goto(desk)
  await id('conversation-item').first().waitFor()
  await rule('automatic')
  await id('notice').waitFor()
  await shot('queue-assigned')
  await id('notice-open').click()
  await id('pull-back').first().waitFor({ state: 'attached' })
  await shot('queue-pull-back')
  await page.goto(desk)
  await id('queue-place').first().waitFor()
  await page.waitForTimeout(6_000)
  await shot('queue-list')
  await id('queue-place').last().click()
  await id('chat-under').waitFor({ state: 'attached' })
  await shot('queue-head')
  await rule('manual')
}

/** Customers of two shops, and one to whom everything happens: its conversation. */
async function furnished({ asked, simulates, simulator, says, sends, conversationOf, answers }) {
  for (const [openId, words, shop] of OTHERS) {
    await says(openId, words, shop)
  }
  await says(SHOWN, '你好，请问这款白茶还有货吗？')
  const id = await conversationOf(SHOWN)
  await asked('/api/v1/staff/admin', { name: '林小满' }, 'PATCH')
  await asked('/api/v1/staff', { username: 'wang', name: '王一诺', role: 'agent', shops: ['main'] })
  const day = ['09:00-12:00', '13:30-21:00']
  const late = ['09:00-12:00', '13:30-26:00']
  const exceptions = [{ date: '2026-06-01', spans: ['09:00-12:00'], text: '年中盘点' }, { date: '2026-12-01', spans: [], text: '系统升级' }, { date: '2026-12-12', spans: ['08:00-32:00'], text: '双十二通宵' }]
  await asked('/api/v1/shops/main/hours', { weekly: { mon: day, tue: day, wed: day, thu: day, fri: late, sat: ['10:00-18:00'], sun: [] }, exceptions }, 'PUT')
  await asked('/api/v1/phrases', { group: '发货', shortcut: 'fh', title: '今天发', kind: 'text', content: '{{customer}}您好，今天下午四点前发出。', owner: 'team', shops: null })
  await asked('/api/v1/phrases', { group: '售后', shortcut: 'tk', title: '退款时间', kind: 'text', content: '退款会在三个工作日内原路退回。', owner: 'team', shops: null })
  await asked(`/api/v1/conversations/${id}/customer`, { note: '老顾客，喜欢白茶，周末不收件。', tags: ['老顾客', '白茶'], starred: true }, 'PATCH')
  await sends(SHOWN, 'product_share')
  await becomes('accepted', await answers(id, 'text', { content: '在的～ 这款今天刚到货，现在下单今天就能发出。' })) // Or the fault would meet this one.
  await sends(SHOWN, 'voice', { translated_msg: '好的，那我要两饼，能帮我分开包装吗？', play_length: 4_320 })
  await sends(SHOWN, 'voice', { translated_msg: '', play_length: 11_800, translation_succ: false })
  await sends(SHOWN, 'order_share')
  const order_id = '3705115058471299999'
  await sends(SHOWN, 'order_share', { order_id })
  for (const [after_sale_order_id, status, order] of [['2000000000000000001', 'MERCHANT_PROCESSING', order_id], ['2000000000000000002', 'USER_WAIT_RETURN', order_id], ['2000000000000000003', 'MERCHANT_REFUND_SUCCESS', order_id], ['2000000000000000004', 'MERCHANT_WAIT_RECEIPT', '3705115058471299998']]) {
    await simulates('/events', { event: 'channels_ec_aftersale_update', fields: { finder_shop_aftersale_status_update: { status, after_sale_order_id, order_id: order } } })
  }
  await simulates('/events', { event: 'channels_ec_complaint_update', fields: { finder_shop_complaint: { complaint_status: 106, after_sale_order_id: '2000000000000000001', complaint_id: '3000000000000000001', order_id } } })
  await sends(SHOWN, 'image', { sample: 'broken-cup.jpg' })
  await sends(SHOWN, 'image', { cos_url: 'http://127.0.0.1:9/nobody-answers' })
  await sends(SHOWN, 'image', { cos_url: `${simulator}/nothing-here` })
  await sends(SHOWN, 'video')
  await sends(SHOWN, 'file')
  await sends(SHOWN, 'location', { x: '30.2741', y: '120.1551', label: '西湖区' })
  await says(SHOWN, 'https://example.com/a/very/long/address/that/never/ends/and/has/no/spaces?with=parameters&and=more_parameters_that_go_on_and_on_and_on')
  const [changelog_url, change_time] = ['https://developers.weixin.qq.com/doc/store/shop/changelog.html', String(Math.floor(Date.now() / 1000))]
  await simulates('/events', { event: 'api_diff', fields: { changelog_url, change_time, api_changes: [{ chinese_name: '发送客服消息', cgi_path: '/channels/ec/commkf/sendmsg', doc_url: changelog_url, change_content: '更新接口：新增出参 send_status' }] } })
  await simulates('/faults', { fault: 'refuse', errcode: 45015, count: 1 })
  await becomes('failed', await answers(id, 'text', { content: '补发单号稍后发给您' }))
  return id

  function becomes(state, answer) {
    return until(async () => (await asked(`/api/v1/conversations/${id}/messages`)).messages.find((one) => one.id === answer.id)?.state === state)
  }
}

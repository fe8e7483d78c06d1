// The pictures of docs/first-hour.md, of a server that is started without a configuration: docs/images/first-hour/.
//   ./xiaoer build
//   npm run dev:first-hour-pictures     with LOOK=1 at three sizes, light and dark, into dev/shots/ instead; LANGUAGE=en
import { mkdirSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { CHROMIUM, MAIN, openHouse, ROOT, until } from './house.mjs'

const LOOK = process.env.LOOK !== undefined
const FOLDER = LOOK ? fileURLToPath(new URL('./shots/', import.meta.url)) : `${ROOT}docs/images/first-hour/`
const SIZES = LOOK ? [[1440, 900], [1024, 768], [390, 844]] : [[1180, 760]]
const SCHEMES = LOOK ? ['light', 'dark'] : ['light']
const LANGUAGE = process.env.LANGUAGE ?? 'zh-CN'

mkdirSync(FOLDER, { recursive: true })
const { desk, simulator, setUpLink } = await openHouse([MAIN], true)
await until(() => setUpLink() !== undefined)
const browser = await chromium.launch(CHROMIUM)
const context = await browser.newContext({ viewport: { width: SIZES[0][0], height: SIZES[0][1] }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
await context.addInitScript((chosen) => localStorage.setItem('xiaoer:[null,"language",""]', chosen), LANGUAGE)
const page = await context.newPage()
const id = (name) => page.getByTestId(name)

await page.goto(desk)
await id('first-where').waitFor()
await picture('1-where')
await page.goto(setUpLink())
await id('first-name').fill('林小满')
await id('first-password').fill('four unrelated words of mine')
await picture('2-account')
await id('first-account-submit').click()
await id('guide-shop-new').click()
await id('shop-id').fill(MAIN.id)
await id('shop-name').fill(MAIN.name)
await id('shop-user-name').fill(MAIN['user-name'])
await id('shop-app-id').fill(MAIN['app-id'])
await id('shop-app_secret').fill(MAIN['app-secret'])
await id('shop-token').fill(MAIN.token)
await id('shop-encoding_aes_key').fill(MAIN['encoding-aes-key'])
await picture('3-shop')
await id('shop-api').fill(new URL(simulator).origin)
await id('form-save').click()
await id('guide-shop').waitFor()
await picture('4-paste')
await id('guide-url').fill(desk)
await id('guide-url-save').click()
await id('guide-check-all').click()
await page.locator('[data-check=certificate][data-state=bad]').waitFor()
await page.locator('[data-check=push_url][data-state=bad]').waitFor()
await page.getByText('公网地址已保存').or(page.getByText('Public address saved')).waitFor({ state: 'detached' })
await picture('5-checks', 'guide-left')
await id('guide-test').click()
await id('guide-test-open').click()
await id('composer').fill('收到，测试成功。')
await id('composer').press('Enter')
await id('failure').waitFor()
await picture('6-message')
await page.goto(`${desk}/admin/system`)
await id('guide-missing').waitFor()
await picture('7-missing')
await browser.close()
process.exit(0)

/** Only the page's own part is moved: the frame around it stays where it is. */
function scrolledTo(name) {
  const sheet = document.querySelector('main.page')
  if (sheet !== null) {
    const target = name === undefined ? null : document.querySelector(`[data-testid=${name}]`)
    sheet.scrollTop += target === null ? -sheet.scrollTop : target.getBoundingClientRect().top - sheet.getBoundingClientRect().top - 60
  }
}

async function picture(name, top) {
  for (const [width, height] of SIZES) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await page.mouse.move(width - 5, height - 5)
      await page.evaluate(scrolledTo, top)
      await page.waitForTimeout(500)
      await page.screenshot({ path: `${FOLDER}${LOOK ? `first-${name}-${width}-${colorScheme}` : name}.png` })
    }
  }
  await page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] })
}

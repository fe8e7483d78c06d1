// The icons of the installed page, drawn from the product's mark: public/icons/.
//   npm run dev:icons
import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { CHROMIUM } from './house.mjs'

const PUBLIC = fileURLToPath(new URL('../public/', import.meta.url))
const MARK = readFileSync(`${PUBLIC}favicon.svg`, 'utf8')
const PAPER = '#f5f4ef'

mkdirSync(`${PUBLIC}icons`, { recursive: true })
const browser = await chromium.launch(CHROMIUM)
await draw('192', 192, 1, 'transparent')
await draw('512', 512, 1, 'transparent')
await draw('maskable-512', 512, 0.6, PAPER) // Systems cut it to a circle of four fifths.
await draw('apple-180', 180, 0.72, PAPER) // Transparent parts would be black.
await browser.close()

async function draw(name, side, share, ground) {
  const page = await browser.newPage({ viewport: { width: side, height: side } })
  await page.setContent(`<style>body{margin:0;display:grid;place-items:center;height:100vh;background:${ground}}svg{width:${share * 100}vw}</style>${MARK}`)
  await page.screenshot({ path: `${PUBLIC}icons/${name}.png`, omitBackground: true })
  await page.close()
}

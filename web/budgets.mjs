// What a browser has to fetch of the built desk, and what it may be. build.mjs asks after each build.
//   npm run budgets     builds, and writes what is there into budgets.json: for growth that is meant, in the same commit
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const RECORD = `${HERE}budgets.json`
/** Beyond what index.html asks for itself: the pages that a logged-in person sees first. */
const FIRST_PAGES = ['src/shell/DeskPage.vue', 'src/shell/WorkBench.vue']
/** Whatever is recorded: what is fetched before the first conversation is on the screen. */
const FIRST_LOAD_KB_MAX = 320
const FIRST_LOAD_FILES_MAX = 40
/** Large, and of no use for the first conversation: charts, pinyin, QR codes, tables. */
const NEVER_FIRST = ['echarts', 'zrender', 'pinyin-pro', 'uqr', 'papaparse']
/** What may be added without a word: so much of what there was, and so much beside. */
const SHARE = 0.05
const KB = 1

/**
 * In KB, compressed. `firstLoad`: by file, without hashes. `packages`: of npm, in the first load. `parts`: of each part
 * that is fetched later, by its source, what it needs beside the first load.
 */
export function measured(dist) {
  const chunks = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
  const packagesOf = JSON.parse(readFileSync(`${dist}.vite/packages.json`, 'utf8'))
  const sizes = new Map()
  const size = (file) => {
    if (!sizes.has(file)) {
      sizes.set(file, gzipSync(readFileSync(dist + file)).length)
    }
    return sizes.get(file)
  }
  const needs = (names) => {
    const files = new Set()
    const walk = (name) => {
      const chunk = chunks[name]
      if (chunk === undefined) {
        throw new Error(`the bundle has no ${name}; name the first pages anew in budgets.mjs`)
      }
      if (!files.has(chunk.file)) {
        files.add(chunk.file)
        chunk.css?.forEach((file) => files.add(file))
        chunk.imports?.forEach(walk)
      }
    }
    names.forEach(walk)
    return files
  }
  const first = needs(['index.html', ...FIRST_PAGES]).add('index.html')
  const parts = {}
  for (const [name, chunk] of Object.entries(chunks)) {
    if (chunk.isDynamicEntry && !FIRST_PAGES.includes(name)) {
      parts[name] = inKb([...needs([name])].filter((file) => !first.has(file)).reduce((sum, file) => sum + size(file), 0))
    }
  }
  const firstLoad = {}
  for (const file of first) {
    const name = file.replace(/-[\w-]{8}(?=\.\w+$)/, '')
    firstLoad[name] = inKb((firstLoad[name] ?? 0) * 1024 + size(file))
  }
  return { firstLoad: sorted(firstLoad), files: first.size, packages: [...new Set([...first].flatMap((file) => packagesOf[file] ?? []))].sort(), parts: sorted(parts) }
}

/** What is too much, as lines for whoever has built it; none when nothing is. */
export function problems(now, recorded) {
  const found = []
  const [kb, before] = [total(now.firstLoad), total(recorded.firstLoad)]
  const most = Math.min(FIRST_LOAD_KB_MAX, allowed(before))
  if (kb > most) {
    found.push(`the first load has ${kb} KB, recorded are ${before} (at most ${most}); ${grown(now.firstLoad, recorded.firstLoad)}`)
  }
  if (now.files > FIRST_LOAD_FILES_MAX) {
    found.push(`the first load has ${now.files} files (at most ${FIRST_LOAD_FILES_MAX}); new are ${Object.keys(now.firstLoad).filter((name) => !(name in recorded.firstLoad)).join(', ')}`)
  }
  for (const name of NEVER_FIRST.filter((one) => now.packages.includes(one))) {
    found.push(`${name} is in the first load: something that is shown first imports it; import() it where it is used`)
  }
  for (const [part, size] of Object.entries(now.parts)) {
    const was = recorded.parts[part]
    if (was === undefined) {
      found.push(`${part} is a new part of ${size} KB that is loaded later, and not recorded`)
    } else if (size > allowed(was)) {
      found.push(`${part} needs ${size} KB beside the first load, recorded are ${was} (at most ${allowed(was)})`)
    }
  }
  return found
}

export function recorded() {
  return JSON.parse(readFileSync(RECORD, 'utf8'))
}

function grown(now, before) {
  const more = Object.entries(now)
    .map(([name, size]) => ({ name, size, by: inTenths(size - (before[name] ?? 0)) }))
    .filter((one) => one.by >= KB)
    .sort((a, b) => b.by - a.by)
  return more.length === 0 ? 'each file a little' : `grown: ${more.map((one) => `${one.name} by ${one.by} to ${one.size}`).join(', ')}`
}

function total(files) {
  return inTenths(Object.values(files).reduce((sum, size) => sum + size, 0))
}

function allowed(size) {
  return inTenths(size * (1 + SHARE) + KB)
}

function inKb(bytes) {
  return inTenths(bytes / 1024)
}

function inTenths(size) {
  return Math.round(size * 10) / 10
}

function sorted(sizes) {
  return Object.fromEntries(Object.entries(sizes).sort(([a], [b]) => (a < b ? -1 : 1)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { firstLoad, parts } = measured(`${HERE}dist/`)
  writeFileSync(RECORD, `${JSON.stringify({ firstLoad, parts }, undefined, 2)}\n`)
  process.stdout.write(`first load: ${total(firstLoad)} KB; written into budgets.json\n`)
}

// What Maven runs: installs the packages when they are missing or older than the lock file, then runs one npm script.
//   node build.mjs build | test
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const HERE = fileURLToPath(new URL('.', import.meta.url))
/** What a browser fetches before the first conversation is on the screen, compressed. */
const FIRST_LOAD_BYTES_MAX = 400 * 1024
/** Beyond what index.html asks for itself: the pages that a logged-in person sees first. */
const FIRST_PAGES = ['src/shell/DeskPage.vue', 'src/shell/WorkBench.vue']
const [NEEDED_MAJOR, NEEDED_MINOR] = [20, 19]
const INSTALL_NODE = 'install Node.js 20.19 or later, for example: apt-get install nodejs npm'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < NEEDED_MAJOR || (major === NEEDED_MAJOR && minor < NEEDED_MINOR)) {
  fail(`Node.js ${process.versions.node} is too old for web/: ${INSTALL_NODE}`)
}
const script = process.argv[2] ?? 'build'

// npm writes this file at the end of an install, so a broken one is done again.
const installed = `${HERE}node_modules/.package-lock.json`
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(`${HERE}package-lock.json`).mtimeMs) {
  npm('ci', '--no-fund', '--no-audit')
}
if (script === 'build') {
  // Maven copies into this folder and never clears it; the hashed files of older builds would stay in the jar.
  rmSync(`${HERE}target/classes/META-INF/resources`, { recursive: true, force: true })
}
npm('run', '--silent', script)
if (script === 'build') {
  holdFirstLoad(`${HERE}dist/`)
  writeBillOfMaterials(`${HERE}target/classes/META-INF/sbom`)
}

// A desk that is slow to open is slow every morning; what is not needed first belongs into a chunk of its own.
function holdFirstLoad(dist) {
  const chunks = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
  rmSync(`${dist}.vite`, { recursive: true })
  const files = new Set(['index.html'])
  const walk = (name) => {
    const chunk = chunks[name]
    if (chunk === undefined) {
      fail(`web/: the bundle has no ${name}; name the first pages anew in build.mjs`)
    }
    if (!files.has(chunk.file)) {
      files.add(chunk.file)
      chunk.css?.forEach((file) => files.add(file))
      chunk.imports?.forEach(walk)
    }
  }
  ;['index.html', ...FIRST_PAGES].forEach(walk)
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(dist + file)).length, 0)
  process.stdout.write(`first load: ${Math.ceil(bytes / 1024)} KB compressed in ${files.size} files (at most ${FIRST_LOAD_BYTES_MAX / 1024})\n`)
  if (bytes > FIRST_LOAD_BYTES_MAX) {
    fail('web/: the first load is too large; load later what is not needed first')
  }
}

// What the bundle is made of, for whoever looks for known weaknesses; packed into the jar beside it.
function writeBillOfMaterials(folder) {
  const bill = JSON.parse(npm('sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--omit=dev', '--package-lock-only'))
  // The same sources give the same jar.
  delete bill.serialNumber
  delete bill.metadata.timestamp
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/xiaoer-web.cdx.json`, `${JSON.stringify(bill, undefined, 2)}\n`)
}

/** What npm printed, where it is read here instead of by a person. */
function npm(...words) {
  const read = words[0] === 'sbom'
  const result = spawnSync('npm', words, {
    cwd: HERE,
    stdio: ['inherit', read ? 'pipe' : 'inherit', 'inherit'],
    encoding: 'utf8',
    shell: process.platform === 'win32', // npm is a .cmd file there.
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  })
  if (result.error !== undefined) {
    fail(`npm cannot be started (${result.error.message}): ${INSTALL_NODE}`)
  }
  if (result.status !== 0) {
    fail(`web/: npm ${words.join(' ')} failed, see above`)
  }
  return result.stdout
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

// What Maven runs: installs the packages when they are missing or older than the lock file, then runs one npm script.
//   node build.mjs build | test
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { measured, problems, recorded } from './budgets.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
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
  holdBudgets(`${HERE}dist/`)
  writeBillOfMaterials(`${HERE}target/classes/META-INF/sbom`)
}

// A desk that is slow to open is slow every morning; what is not needed first belongs into a part of its own.
function holdBudgets(dist) {
  const now = measured(dist)
  rmSync(`${dist}.vite`, { recursive: true })
  const tooMuch = problems(now, recorded())
  if (tooMuch.length > 0) {
    fail(['web/: more has to be fetched than budgets.json has (npm run budgets, if it is meant):', ...tooMuch].join('\n  '))
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

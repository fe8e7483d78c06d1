import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// In development the server answers under /api: the one of `./xiaoer demo`, unless another is named.
const server = process.env.XIAOER_SERVER ?? 'http://127.0.0.1:8080'

/** Pages that nobody opens on the way; their parts are fetched when they are. */
const NOT_KEPT = ['/src/admin/AdminPage.vue', '/src/report/ReportsPage.vue']

const SOURCES = fileURLToPath(new URL('./src', import.meta.url))

function isStyle(id: string): boolean {
  return /\.css$|[?&]type=style/.test(id)
}

/** Writes into the service worker which files make this build of the page, and into the page which build it is. */
function shell(): Plugin {
  const hash = (content: string | Uint8Array) => createHash('sha256').update(content)
  return {
    name: 'shell',
    enforce: 'post',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const start = bundle['index.html']
        const worker = bundle['sw.js']
        const first = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry && one.name === 'index')
        if (start?.type !== 'asset' || worker?.type !== 'chunk' || first === undefined) {
          return this.error('no index.html, sw.js or entry in the bundle')
        }
        const kept = new Set(['index.html'])
        const walk = (file: string): void => {
          const one = bundle[file]
          if (one === undefined || kept.has(file)) {
            return
          }
          kept.add(file)
          if (one.type === 'chunk' && NOT_KEPT.every((page) => one.facadeModuleId?.endsWith(page) !== true)) {
            one.viteMetadata?.importedCss.forEach(walk)
            one.viteMetadata?.importedAssets.forEach(walk)
            one.imports.forEach(walk)
            one.dynamicImports.forEach(walk)
          } else if (one.type === 'chunk') {
            kept.delete(file)
          }
        }
        walk(first.fileName)
        const build = hash(Object.keys(bundle).sort().join()).update(start.source).digest('hex').slice(0, 16)
        start.source = String(start.source).replace('<meta name="build" content="" />', `<meta name="build" content="${build}" />`)
        const files: Record<string, string> = {}
        const keep = (path: string, content: string | Uint8Array): void => {
          files[path] = `sha256-${hash(content).digest('base64')}`
        }
        for (const file of [...kept].sort()) {
          const one = bundle[file]
          if (one !== undefined) {
            keep(`/${file}`, one.type === 'chunk' ? one.code : one.source)
          }
        }
        keep('/favicon.svg', readFileSync(new URL('./public/favicon.svg', import.meta.url)))
        worker.code = `const SHELL = ${JSON.stringify({ build, files })};\n${worker.code}`
      },
    },
  }
}

/** Tells budgets.mjs which packages of npm are in each file; build.mjs removes it with the manifest. */
function packages(): Plugin {
  return {
    name: 'packages',
    apply: 'build',
    generateBundle(_, bundle) {
      const found: Record<string, string[]> = {}
      for (const one of Object.values(bundle)) {
        if (one.type === 'chunk') {
          const names = one.moduleIds.flatMap((id) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? [])
          found[one.fileName] = [...new Set(names)].sort()
        }
      }
      this.emitFile({ type: 'asset', fileName: '.vite/packages.json', source: JSON.stringify(found) })
    },
  }
}

export default defineConfig({
  plugins: [vue(), packages(), shell()],
  resolve: {
    alias: { '@': SOURCES },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': { target: server, ws: true } },
  },
  build: {
    target: 'es2022',
    // The server's Content-Security-Policy knows 'self' only: nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true, // Read by budgets.mjs, removed by build.mjs.
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/offline/shellWorker.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // What three parts share would else be a hundred small files. Not styles: their order decides.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: (id) => id.includes('node_modules') && !isStyle(id), minShareCount: 3 },
            { name: 'common', test: (id) => id.startsWith(SOURCES) && !isStyle(id), minShareCount: 3 },
          ],
        },
      },
    },
  },
  test: {
    environment: 'happy-dom',
    testTimeout: 30_000, // Machines are busy.
    include: ['src/**/*.test.ts', 'lint/**/*.test.js', '*.test.mjs'],
    restoreMocks: true,
    pool: 'threads',
    isolate: false,
    setupFiles: ['src/testing/freshFile.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
})

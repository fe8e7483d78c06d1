import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// In development the server answers under /api: the one of `./xiaoer demo`, unless another is named.
const server = process.env.XIAOER_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [vue()],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
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
    manifest: true, // Read and removed by build.mjs.
    reportCompressedSize: false,
  },
  test: {
    environment: 'happy-dom',
    testTimeout: 30_000, // Machines are busy.
    include: ['src/**/*.test.ts', 'lint/**/*.test.js'],
    restoreMocks: true,
    pool: 'threads',
    isolate: false,
    setupFiles: ['src/testing/freshFile.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
})

/// <reference lib="webworker" />

/**
 * Keeps the page itself, of exactly this build, so that it starts where there is no line. What the server says of
 * customers never passes through here: only the page's own addresses and files are looked at.
 */

declare const self: ServiceWorkerGlobalScope
export {} // A module, for the compiler; the build leaves nothing of it.

/** What vite.config.ts writes before this file: the build's name, and its files with what they hash to. */
declare const SHELL: { build: string; files: Record<string, string> }

const PREFIX = 'xiaoer-shell-'
const MINE = PREFIX + SHELL.build
const START = '/index.html'
const HASHED = '/assets/'
/** The pages of router.ts; other addresses are not this page's. */
const PAGES = /^\/(?:|login|second-factor|search|board|c\/[^/]+|(?:reports|admin)(?:\/[^/]*)?)$/
/** A line that gives nothing for so long is as good as none. */
const PAGE_WITHIN_MS = 8_000

/** Each file is what the build has written: where one is of another build, all stays as it was. */
async function fill(): Promise<void> {
  const mine = await caches.open(MINE)
  const missing = await Promise.all(Object.entries(SHELL.files).map(async ([path, integrity]) => ((await mine.match(path)) === undefined ? [{ path, integrity }] : [])))
  await Promise.all(
    missing.flat().map(async ({ path, integrity }) => {
      const hashed = path.startsWith(HASHED)
      const kept = hashed ? await caches.match(path) : undefined
      const answer = kept ?? (await fetch(path, { integrity, cache: hashed ? 'default' : 'no-cache' }))
      if (!answer.ok) {
        throw new Error(`${path}: ${answer.status}`)
      }
      await mine.put(path, answer)
    }),
  )
}

/** The build before may still be on a screen, and loads its parts later. */
async function forgetOlder(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== MINE)
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)))
}

async function tellPages(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  pages.forEach((page) => page.postMessage({ type: 'shell', build: SHELL.build }))
}

/** The server's page where it can be had, so that nobody works on an old one. */
async function page(request: Request): Promise<Response> {
  const fromServer = fetch(request).catch(() => null)
  const first = await Promise.race([fromServer, new Promise<null>((late) => setTimeout(late, PAGE_WITHIN_MS, null))])
  if (first !== null && first.status < 500) {
    return first
  }
  return (await caches.match(START, { cacheName: MINE })) ?? (await fromServer) ?? Response.error()
}

async function part(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

self.addEventListener('install', (event) => {
  void self.skipWaiting() // Pages go on with the parts of their own build, which are kept.
  event.waitUntil(fill())
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()).then(tellPages))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) {
    return
  }
  if (request.mode === 'navigate' && PAGES.test(pathname)) {
    event.respondWith(page(request))
  } else if (pathname.startsWith(HASHED)) {
    event.respondWith(part(request))
  }
})

/** What the server says with a push message; WebPushTest holds its side. */
interface Told {
  title: string
  body: string
  path: string
  confirm: string
}

/** One about the same page gives way to the next. */
async function show(told: Told): Promise<void> {
  await self.registration.showNotification(told.title, { body: told.body, tag: told.path, icon: '/icons/192.png', badge: '/icons/192.png', lang: 'zh-CN', data: told })
}

/** Whoever taps has seen it, which counts on phone duty. */
async function open({ path, confirm }: Told): Promise<void> {
  if (confirm !== '') {
    void fetch(confirm, { method: 'POST' }).catch(() => undefined)
  }
  const [page] = await self.clients.matchAll({ type: 'window' })
  if (page === undefined) {
    await self.clients.openWindow(path)
  } else {
    await page.focus()
    page.postMessage({ type: 'open', path })
  }
}

self.addEventListener('push', (event) => {
  if (event.data !== null) {
    event.waitUntil(show(event.data.json() as Told))
  }
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data as Told))
})

self.addEventListener('message', (event) => {
  if (event.data === 'fill') {
    event.waitUntil(fill().catch(() => undefined)) // Without a line; the page asks again the next time.
  }
})

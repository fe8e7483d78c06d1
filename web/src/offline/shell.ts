import { asObject, asText } from '@/shared/json'
import { forgetCaches } from '@/shared/kept'

/**
 * The page's side of shellWorker.ts. Browsers have no service workers on plain http away from localhost; there the
 * desk is as it always was.
 */
const WORKER = '/sw.js'

const workers: ServiceWorkerContainer | undefined = import.meta.env.PROD && 'serviceWorker' in navigator ? navigator.serviceWorker : undefined

/** Which build this page is of. */
const build = document.querySelector<HTMLMetaElement>('meta[name=build]')?.content ?? ''

/** For whoever is logged in: from here on the page starts without a line, too. */
export async function keepShell(): Promise<void> {
  try {
    const registration = await workers?.register(WORKER, { updateViaCache: 'none' })
    registration?.active?.postMessage('fill') // Logging out has emptied it.
  } catch {
    // No line, or a browser that forbids it: the page works without.
  }
}

/** The server is a newer one; its page is fetched now, and not only when somebody opens it. */
export async function renewShell(): Promise<void> {
  try {
    const registration = await workers?.getRegistration()
    await registration?.update()
  } catch {
    // As above.
  }
}

/** Calls when a newer build than this page's has come, until what it returns is called. */
export function whenNewerShell(come: () => void): () => void {
  return whenTold('shell', (told) => {
    if (asText(told['build']) !== build) {
      come()
    }
  })
}

/** Calls with the page that a tapped notice is about, until what it returns is called. */
export function whenNoticeTapped(open: (path: string) => void): () => void {
  return whenTold('open', (told) => {
    open(asText(told['path']))
  })
}

function whenTold(type: string, take: (told: ReturnType<typeof asObject>) => void): () => void {
  const listen = (event: MessageEvent): void => {
    const told = asObject(event.data)
    if (told['type'] === type) {
      take(told)
    }
  }
  workers?.addEventListener('message', listen)
  return () => workers?.removeEventListener('message', listen)
}

/** Nothing of this product stays in the browser's store of files. */
export async function forgetShell(): Promise<void> {
  if (workers !== undefined) {
    await forgetCaches()
  }
}

/**
 * What this browser can do of push messages. Nothing of it is there on plain http; on an iPhone only in a page that
 * was put on the home screen.
 */
export type PushAbility = 'able' | 'denied' | 'plain-http' | 'home-screen' | 'none'

export function pushAbility(): PushAbility {
  if (!isSecureContext) {
    return 'plain-http'
  }
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) {
    return 'standalone' in navigator ? 'home-screen' : 'none' // Only Safari has this word, of a page in a tab too.
  }
  return Notification.permission === 'denied' ? 'denied' : 'able'
}

/** What came of asking the browser. */
export type Subscribed = { kind: 'subscribed'; endpoint: string; keys: { p256dh: string; auth: string } } | { kind: 'denied' } | { kind: 'no-service' }

/** Asks the person first, then the browser's own push service, which is not to be reached everywhere. */
export async function subscribe(publicKey: string): Promise<Subscribed> {
  if ((await Notification.requestPermission()) !== 'granted') {
    return { kind: 'denied' }
  }
  try {
    const { pushManager } = await navigator.serviceWorker.ready
    await (await pushManager.getSubscription())?.unsubscribe() // It may be of another key, or another person's.
    const { endpoint, keys } = (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) })).toJSON()
    const [p256dh, auth] = [keys?.['p256dh'], keys?.['auth']]
    return endpoint === undefined || p256dh === undefined || auth === undefined ? { kind: 'no-service' } : { kind: 'subscribed', endpoint, keys: { p256dh, auth } }
  } catch {
    return { kind: 'no-service' }
  }
}

/** Whatever the server thinks of it, this browser wants no more messages. */
export async function unsubscribe(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration()
    await (await registration?.pushManager?.getSubscription())?.unsubscribe()
  } catch {
    // There was none.
  }
}

function bytesOf(base64Url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64Url.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

/** Notifications of the desktop; absent on plain http away from localhost. */
export type Permission = 'granted' | 'denied' | 'default' | 'absent'

export function desktopPermission(): Permission {
  return 'Notification' in window ? Notification.permission : 'absent'
}

export async function askDesktop(): Promise<Permission> {
  return 'Notification' in window ? Notification.requestPermission() : 'absent'
}

/** One at a time: the next replaces the one before. */
export function showOnDesktop(title: string, body: string, clicked: () => void): void {
  if (desktopPermission() !== 'granted') {
    return
  }
  try {
    const shown = new Notification(title, { body, tag: 'xiaoer', icon: '/favicon.svg' })
    shown.onclick = () => {
      window.focus()
      shown.close()
      clicked()
    }
  } catch {
    // Android has the class and refuses the call.
  }
}

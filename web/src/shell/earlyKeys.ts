/** Keys pressed while the page is still being put together; the desk does then what they say. */
const KEPT_MAX = 20

let kept: KeyboardEvent[] = []

function keep(event: KeyboardEvent): void {
  kept = [...kept, event].slice(-KEPT_MAX)
}

export function listenEarly(): void {
  window.addEventListener('keydown', keep)
}

/** Those that came so far; from here on somebody else listens. */
export function takeEarlyKeys(): readonly KeyboardEvent[] {
  window.removeEventListener('keydown', keep)
  const taken = kept
  kept = []
  return taken
}

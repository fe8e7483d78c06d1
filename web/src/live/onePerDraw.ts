/** A hidden page draws nothing, and one that stalls must not wait for ever. */
const DRAWN_AT_LATEST_MS = 250

export interface Gathering<T> {
  add(item: T): void
  /** Forgets what was not worked on yet. */
  clear(): void
}

/**
 * Works on the first thing at once, and on all that comes until the page has drawn together behind it: a page that
 * draws more slowly than it is told draws less often, and never falls behind.
 */
export function onePerDraw<T>(work: (items: readonly T[]) => void, afterDrawing: (then: () => void) => void = whenDrawn): Gathering<T> {
  let waiting: T[] = []
  let drawing = false

  function go(): void {
    const items = waiting
    waiting = []
    drawing = items.length > 0
    if (drawing) {
      afterDrawing(go)
      work(items)
    }
  }

  return {
    add(item) {
      waiting.push(item)
      if (!drawing) {
        go()
      }
    },
    clear() {
      waiting = []
    },
  }
}

function whenDrawn(then: () => void): void {
  let over = false
  const once = (): void => {
    if (!over) {
      over = true
      then()
    }
  }
  if (document.visibilityState === 'hidden') {
    setTimeout(once)
    return
  }
  requestAnimationFrame(() => setTimeout(once))
  setTimeout(once, DRAWN_AT_LATEST_MS)
}

import { onBeforeUnmount, onMounted } from 'vue'

/** Less than any keyboard on a screen; bars of the browser that come and go are smaller. */
const KEYBOARD_MIN_PX = 120
const SHOWN_HEIGHT = '--shown-height'

/**
 * iPhones lay the keyboard over the page and tell only by the visual viewport; the desk then ends where the keyboard
 * begins. Elsewhere the page is made smaller by the browser (`interactive-widget` in index.html), and this does nothing.
 */
export function useRoomAboveKeyboard(): void {
  const viewport = window.visualViewport

  function fit(): void {
    const { style } = document.documentElement
    if (viewport !== null && viewport.scale === 1 && window.innerHeight - viewport.height > KEYBOARD_MIN_PX) {
      style.setProperty(SHOWN_HEIGHT, `${viewport.height}px`)
      window.scrollTo(0, 0) // The browser has moved the whole page to show the field.
    } else {
      style.removeProperty(SHOWN_HEIGHT)
    }
  }

  onMounted(() => viewport?.addEventListener('resize', fit))
  onBeforeUnmount(() => {
    viewport?.removeEventListener('resize', fit)
    document.documentElement.style.removeProperty(SHOWN_HEIGHT)
  })
}

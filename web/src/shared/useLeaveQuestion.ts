import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

export interface LeaveQuestion {
  /** The answer that is waited for; null when nothing is asked. */
  asking: ShallowRef<((leaves: boolean) => void) | null>
}

/** Asks before the page is left for another one of the desk; the browser itself asks before it is closed. */
export function useLeaveQuestion(wouldLose: () => boolean): LeaveQuestion {
  const asking = shallowRef<((leaves: boolean) => void) | null>(null)

  function mayLeave(): boolean | Promise<boolean> {
    if (!wouldLose()) {
      return true
    }
    asking.value?.(false) // An older question is overtaken.
    return new Promise((answered) => {
      asking.value = (leaves) => {
        asking.value = null
        answered(leaves)
      }
    })
  }

  function keepOpen(event: BeforeUnloadEvent): void {
    if (wouldLose()) {
      event.preventDefault()
    }
  }

  onBeforeRouteLeave(mayLeave)
  onBeforeRouteUpdate(mayLeave)
  onMounted(() => addEventListener('beforeunload', keepOpen))
  onBeforeUnmount(() => removeEventListener('beforeunload', keepOpen))
  return { asking }
}

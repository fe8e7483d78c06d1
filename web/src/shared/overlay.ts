import { onBeforeUnmount, onMounted, ref } from 'vue'

/** How many layers lie over the desk; while there is one, the keys are its own. */
export const overlays = ref(0)

/** For a component that is such a layer as long as it is there. */
export function useOverlay(): void {
  onMounted(() => {
    overlays.value++
  })
  onBeforeUnmount(() => {
    overlays.value--
  })
}

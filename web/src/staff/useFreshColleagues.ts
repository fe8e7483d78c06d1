import { onBeforeUnmount, onMounted } from 'vue'
import { useColleagueStore } from './colleagueStore'

/** Nothing tells of somebody's load: it is read again while somebody looks. */
const READ_EVERY_MS = 5_000

/** The colleagues, as they are now for as long as the component is there. */
export function useFreshColleagues(): ReturnType<typeof useColleagueStore> {
  const colleagues = useColleagueStore()
  let reading: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    void colleagues.load()
    reading = setInterval(() => void colleagues.load(), READ_EVERY_MS)
  })
  onBeforeUnmount(() => clearInterval(reading))
  return colleagues
}

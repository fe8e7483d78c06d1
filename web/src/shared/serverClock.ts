import { defineStore } from 'pinia'
import { ref } from 'vue'

const TICK_MS = 1000

/** The server's time, guessed from its last greeting: waiting seconds must not depend on an agent's clock. */
export const useServerClock = defineStore('serverClock', () => {
  const offsetMillis = ref(0)
  const now = ref(Date.now())
  let ticker: ReturnType<typeof setInterval> | undefined

  function tick(): void {
    now.value = Date.now() + offsetMillis.value
  }

  /** Ticks once a second for everything on the page that counts. */
  function start(): void {
    if (ticker === undefined) {
      tick()
      ticker = setInterval(tick, TICK_MS)
    }
  }

  function stop(): void {
    clearInterval(ticker)
    ticker = undefined
  }

  function learn(serverMillis: number, localMillis: number): void {
    if (!Number.isNaN(serverMillis)) {
      offsetMillis.value = serverMillis - localMillis
      tick()
    }
  }

  return { now, offsetMillis, start, stop, learn }
})

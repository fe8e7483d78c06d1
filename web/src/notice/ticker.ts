/** Ticks once a second, from a thread that a hidden tab does not slow down. */
const TICK_MS = 1_000
setInterval(() => postMessage('tick'), TICK_MS)

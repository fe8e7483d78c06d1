// What a desk may take, for `npm run dev:measure -- --limits`. Times are for a machine that does the fixed work of
// `pace` in PACE_MS; a slower or busier one has more in the same measure, found in the same run.

/** What the fixed work took on two cores of AMD EPYC, the quickest of many. */
export const PACE_MS = 12
export const LONG_TASK_MS = 50

/** Slower than so, what is seen is the work of others. */
export const SLOWNESS_MAX = 4

/** Runs in an empty page that has run it before; milliseconds, the median of several. */
export function pace() {
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now()
    const rows = Array.from({ length: 20_000 }, (_, index) => ({ id: String((index * 7_919) % 20_011), name: `顾客 ${index}` }))
    rows.sort((a, b) => (a.id < b.id ? -1 : 1))
    JSON.parse(JSON.stringify(rows))
    return performance.now() - began
  })
  return times.sort((a, b) => a - b)[4]
}

/** What is held: a name, what was seen, the most it may be. */
export function held({ slowness, logIns, cold, warm, list, chat, day }) {
  const [start, middle, end] = [day.samples[0], day.samples[Math.floor(day.samples.length / 2)], day.samples.at(-1)]
  const time = (most) => most * slowness
  // They go up and down with what was opened last.
  const mostBefore = (what) => Math.max(...day.samples.slice(1, Math.floor(day.samples.length / 2) + 1).map((sample) => sample[what]))
  return [
    ['from the log-in button to the list, ms', median(logIns), time(1_200)],
    ['from an address to its first message, nothing cached, ms', median(cold), time(1_800)],
    ['the same with the files of one visit, ms', median(warm), time(900)],
    [`tasks over ${LONG_TASK_MS} ms of 1,000 frames of the list`, share(list.long, list.frames, slowness), 5],
    [`tasks over ${LONG_TASK_MS} ms of 1,000 frames of the chat`, share(chat.long, chat.frames, slowness), 10],
    [`tasks over ${LONG_TASK_MS} ms of 1,000 messages that came in`, share(day.long, end.arrived, slowness), 20],
    ['heap at the end, MB', end.heap / 1e6, 20],
    ['heap: the end by the middle', end.heap / middle.heap, 1.15],
    ['heap: the end by the start', end.heap / start.heap, 2.5],
    ['elements: the end by the most until the middle', end.nodes / mostBefore('nodes'), 1.1],
    ['listeners: the end by the most until the middle', end.listeners / mostBefore('listeners'), 1.1],
  ].map(([name, seen, most]) => ({ name, seen, most, tooMuch: !(seen <= most) }))
}

function share(tasks, of, slowness) {
  return (tasks.filter((task) => task > LONG_TASK_MS * slowness).length / of) * 1_000
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

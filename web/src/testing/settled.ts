/** Turns of the event loop in which everything that only waits for promises has long come to its end. */
const TURNS = 20

/** Waits until nothing is under way. Counted in turns: a time would be over too soon on a busy machine. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise((resolve) => setTimeout(resolve))
  }
}

import type { Reply } from '@/shared/http'

/** So many a server answers beside each other without making anybody else wait. */
const AT_ONCE = 4

interface Watch {
  /** How many have been answered. */
  told: (answered: number) => void
  stopped: () => boolean
}

/**
 * Asks for each, a few at a time. When an answer promises nothing for the rest (signed out, no answer, too many
 * requests), or somebody stops it, nothing more is asked: what has no answer was not tried.
 */
export async function carryOut<T, V>(items: readonly T[], ask: (item: T) => Promise<Reply<V>>, { told, stopped }: Watch): Promise<ReadonlyMap<T, Reply<V>>> {
  const answers = new Map<T, Reply<V>>()
  const rest = items[Symbol.iterator]()
  let hopeless = false

  async function inTurn(): Promise<void> {
    while (!hopeless && !stopped()) {
      const next = rest.next()
      if (next.done === true) {
        return
      }
      const reply = await ask(next.value)
      hopeless ||= reply.kind !== 'ok' && reply.kind !== 'refused'
      answers.set(next.value, reply)
      told(answers.size)
    }
  }

  await Promise.all(Array.from({ length: AT_ONCE }, inTurn))
  return answers
}

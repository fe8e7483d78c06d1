import { describe, expect, it } from 'vitest'
import type { Reply } from '@/shared/http'
import { carryOut } from './carryOut'

const NUMBERS = Array.from({ length: 20 }, (_, index) => index)
const WATCH = { told: () => undefined, stopped: () => false }
const OK: Reply<null> = { kind: 'ok', value: null }
const REFUSED: Reply<null> = { kind: 'refused', status: 409, reason: 'taken', detail: '', about: {} }

describe('what is done for several', () => {
  it('is asked a few at a time, each once', async () => {
    let underway = 0
    let most = 0
    const asked: number[] = []
    const told: number[] = []
    const answers = await carryOut(
      NUMBERS,
      async (one) => {
        asked.push(one)
        most = Math.max(most, ++underway)
        await new Promise((done) => setTimeout(done, 1))
        underway--
        return OK
      },
      { ...WATCH, told: (n) => told.push(n) },
    )
    expect(most).toBe(4)
    expect(asked).toEqual(NUMBERS)
    expect(told).toEqual(NUMBERS.map((one) => one + 1))
    expect(answers.size).toBe(20)
  })

  it('goes on after a refusal, which is kept for whom it was', async () => {
    const answers = await carryOut(NUMBERS, (one) => Promise.resolve(one === 3 ? REFUSED : OK), WATCH)
    expect(NUMBERS.filter((one) => answers.get(one)?.kind === 'refused')).toEqual([3])
    expect(answers.size).toBe(20)
  })

  it.each<Reply<null>>([{ kind: 'signed-out' }, { kind: 'unreachable' }, { kind: 'throttled', afterSeconds: 5, reason: '' }])('ends with $kind, and the rest is not tried', async (end) => {
    const answers = await carryOut(NUMBERS, (one) => Promise.resolve(one === 5 ? end : OK), WATCH)
    expect(answers.get(5)).toEqual(end)
    expect(answers.size).toBeLessThan(10)
  })

  it('ends when somebody stops it', async () => {
    let answered = 0
    const answers = await carryOut(NUMBERS, () => Promise.resolve(OK), { told: (n) => (answered = n), stopped: () => answered >= 8 })
    expect(answers.size).toBeLessThan(13)
  })

  it('is nothing where there is nobody', async () => {
    expect((await carryOut([], () => Promise.resolve(OK), WATCH)).size).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import { errorWords } from './platformErrors'

describe('an errcode', () => {
  it.each([
    -1, 40001, 42001, 40014, 41001, 45011, 45009, 45035, 61004, 40164, 48001, 48004, 40003, 40097, 44002, 45002, 47001, 40066, 43002, 43003, 40013, 41002, 50001, 50002, 87014, 45047, 45015, 45001, 44001, 40004, 40125, 403, 0,
  ])('%i has words of its own', (code) => {
    expect(errorWords(code).reason).not.toBe('error.other')
  })

  it('that says what the agent can do nothing about does not ask for a repetition', () => {
    for (const code of [45047, 45015]) {
      expect(errorWords(code).advice).toBe('error.advice.customerFirst')
    }
    expect(errorWords(87014).advice).toBe('error.advice.reword')
  })

  it('nobody knows is told as such', () => {
    expect(errorWords(99_999).reason).toBe('error.other')
    expect(errorWords(null).reason).toBe('error.other')
  })
})

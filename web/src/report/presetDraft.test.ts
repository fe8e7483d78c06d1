import { describe, expect, it } from 'vitest'
import { draftOf, inputOf } from './presetDraft'
import type { Definition } from './reportApi'

const OWN = {
  preset: 'own-7',
  id: '7',
  names: { zh: '夜班', en: '夜班' },
  unit: 'session',
  threshold_seconds: 90,
  window: '21:00-26:00',
  window_of: 'fixed',
  automatic_answers: 'count',
  unanswered: 'missed',
  cap_seconds: 600,
  nobody_on_duty: 'left_out',
} as Definition

describe('a rule in its form', () => {
  it('is sent as it was', () => {
    expect(draftOf(OWN).threshold).toEqual({ number: '90', scale: 'second' })
    expect(draftOf(OWN).cap).toEqual({ number: '10', scale: 'minute' })
    expect(inputOf(draftOf(OWN))).toEqual({ name: '夜班', unit: 'session', threshold_seconds: 90, window_of: 'fixed', window: '21:00-26:00', automatic_answers: 'count', unanswered: 'missed', cap_seconds: 600, nobody_on_duty: 'left_out' })
  })

  it('begins without the name of one that comes with the server', () => {
    const shipped = { ...OWN, preset: 'house', id: null, window_of: 'shop', window: null, threshold_seconds: null, cap_seconds: null } as Definition
    expect(draftOf(shipped).name).toBe('')
    expect(inputOf(draftOf(shipped))).toMatchObject({ threshold_seconds: null, window_of: 'shop', window: null, cap_seconds: null })
    expect(draftOf(shipped).window).toEqual({ from: '08:00', to: '23:00' })
  })

  it('is written as people write', () => {
    const draft = { ...draftOf(OWN), threshold: { number: ' ３ ', scale: 'minute' as const }, window: { from: '21', to: '2：00' } }
    expect(inputOf(draft)).toMatchObject({ threshold_seconds: 180, window: '21:00-26:00' })
  })

  it('leaves to the server what is no number, and never makes it none', () => {
    for (const number of ['', 'x', '1.5']) {
      expect(inputOf({ ...draftOf(OWN), threshold: { number, scale: 'minute' } }).threshold_seconds).toBe(0)
    }
  })
})

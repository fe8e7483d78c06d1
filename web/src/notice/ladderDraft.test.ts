import { describe, expect, it } from 'vitest'
import { draftOf, sameSteps, stepsOf, withStep } from './ladderDraft'
import type { Ladder } from './channelApi'

const LADDER: Ladder = {
  shop: null,
  steps: [
    { after_seconds: 60, who: 'on_duty', channel: '1' },
    { after_seconds: 120, who: 'owner', channel: null },
  ],
  hours_only: true,
  changed_at: null,
  changed_by: null,
}

describe('a ladder that is edited', () => {
  it('is what it was until something is changed', () => {
    expect(stepsOf(draftOf(LADDER))).toEqual(LADDER.steps)
    expect(sameSteps(LADDER.steps, stepsOf(draftOf(LADDER)) ?? [])).toBe(true)
  })

  it('gets another step a minute after the last', () => {
    const more = stepsOf(withStep(draftOf(LADDER))) ?? []
    expect(more.at(-1)).toEqual({ after_seconds: 180, who: 'supervisors', channel: null })
    expect(sameSteps(LADDER.steps, more)).toBe(false)
    expect(withStep({ steps: [], hoursOnly: false }).steps[0]?.after).toBe('60')
  })

  it('is sent by time, and not while something is no number', () => {
    const draft = draftOf(LADDER)
    const turned = { ...draft, steps: draft.steps.map((one, i) => ({ ...one, after: i === 0 ? '300' : one.after })) }
    expect(stepsOf(turned)?.map((one) => one.after_seconds)).toEqual([120, 300])
    for (const after of ['', '-1', '1.5', '86401', 'x']) {
      expect(stepsOf({ ...draft, steps: draft.steps.map((one) => ({ ...one, after })) })).toBeNull()
    }
  })
})

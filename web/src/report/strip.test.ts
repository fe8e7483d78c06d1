import { describe, expect, it } from 'vitest'
import { mixed } from './palette'
import { onStrip } from './strip'

describe('the strip of a day', () => {
  it('has the part of each time that lies in the day, and nothing of who was offline', () => {
    const pieces = onStrip('2026-11-30', [
      { from: '2026-11-29T15:00:00Z', to: '2026-11-29T22:00:00Z', state: 'online' },
      { from: '2026-11-29T22:00:00Z', to: '2026-11-30T04:00:00Z', state: 'offline' },
      { from: '2026-11-30T04:00:00Z', to: '2026-11-30T18:00:00Z', state: 'away' },
      { from: '2026-11-30T18:00:00Z', to: '2026-11-30T19:00:00Z', state: 'online' },
    ])
    expect(pieces).toEqual([
      { state: 'online', left: 0, width: 25 },
      { state: 'away', left: 50, width: 50 },
    ])
  })
})

describe('a colour', () => {
  it('is mixed over another', () => {
    expect([0, 0.5, 1].map((part) => mixed('#ffffff', '#000000', part))).toEqual(['#000000', '#808080', '#ffffff'])
  })
})

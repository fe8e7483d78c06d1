import { describe, expect, it } from 'vitest'
import { endsNextDay, minutesOf, nextSpan, parseSpan, settled, timeOf } from './span'

describe('a span', () => {
  it('is read as the server reads it', () => {
    expect(parseSpan('09:00-12:30')).toEqual({ from: 540, to: 750 })
    expect(parseSpan('21:00-26:00')).toEqual({ from: 1260, to: 1560 })
    expect(parseSpan('00:00-24:00')).toEqual({ from: 0, to: 1440 })
    for (const wrong of ['9-18', '09:00', '24:00-25:00', '18:00-09:00', '09:00-09:00', '01:00-26:00', '09:60-10:00', '-']) {
      expect([wrong, parseSpan(wrong)]).toEqual([wrong, null])
    }
  })

  it('is written by people in many ways', () => {
    expect(['9', '930', '9:30', '09：30', ' 2600 ', '26:00'].map(minutesOf)).toEqual([540, 570, 570, 570, 1560, 1560])
    expect(['', 'nine', '9:7', '12:75', '12345'].map(minutesOf)).toEqual([null, null, null, null, null])
    expect(timeOf(1560)).toBe('26:00')
  })

  it('ends on the next day when its end is not after its beginning', () => {
    expect(settled({ from: '21', to: '2' })).toEqual({ from: '21:00', to: '26:00' })
    expect(settled({ from: '21:00', to: '26:00' })).toEqual({ from: '21:00', to: '26:00' })
    expect(settled({ from: '0', to: '0' })).toEqual({ from: '00:00', to: '24:00' })
    expect(settled({ from: '1:00', to: '26:00' })).toEqual({ from: '01:00', to: '02:00' })
    expect(settled({ from: '9:00', to: 'late' })).toEqual({ from: '09:00', to: 'late' })
  })

  it('says at which time of the next day it ends', () => {
    expect(endsNextDay('26:00')).toBe('02:00')
    expect(endsNextDay('24:00')).toBeNull()
    expect(endsNextDay('late')).toBeNull()
  })

  it('is offered after the last of its day', () => {
    expect(nextSpan([])).toEqual({ from: '09:00', to: '18:00' })
    expect(nextSpan([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '18:00' })
    expect(nextSpan([{ from: '09:00', to: '18:00' }])).toEqual({ from: '19:00', to: '24:00' })
    expect(nextSpan([{ from: '09:00', to: '26:00' }])).toEqual({ from: '', to: '' })
  })
})

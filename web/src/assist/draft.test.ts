import { describe, expect, it } from 'vitest'
import { eventReader } from '@/shared/events'
import { standing, warningsOf } from './draftWarnings'

describe('a stream of events', () => {
  it('is read whatever its pieces are', () => {
    const whole = ': hello\n\nevent: delta\ndata: {"text":"在"}\n\nevent: done\ndata: {"text":"在的"}\n\n'
    for (let size = 1; size < whole.length; size++) {
      const read = eventReader()
      const events = []
      for (let at = 0; at < whole.length; at += size) {
        events.push(...read(whole.slice(at, at + size)))
      }
      expect(events).toEqual([
        { name: 'delta', data: { text: '在' } },
        { name: 'done', data: { text: '在的' } },
      ])
    }
  })
  it('leaves out what it cannot read', () => {
    expect(eventReader()('event: delta\ndata: {"te\n\ndata: {}\n\n')).toEqual([])
  })
})

describe('what the shop has not stated', () => {
  const warnings = warningsOf({ warnings: [{ kind: 'amount', text: '20元' }, { kind: 'date', text: '明天' }] })
  it('stays marked wherever it moves, until it is gone', () => {
    expect(standing(warnings, '退您20元，明天到').map(({ from, to }) => [from, to])).toEqual([[2, 5], [6, 8]])
    expect(standing(warnings, '亲，退您20元').map(({ from, to }) => [from, to])).toEqual([[4, 7]])
    expect(standing(warnings, '我核实一下')).toEqual([])
  })
  it('is marked each time it stands there', () => {
    expect(standing(warnings, '明天明天')).toHaveLength(2)
  })
})

import { describe, expect, it } from 'vitest'
import { textOut } from '@/reply/outgoing'
import type { Unsent } from '@/reply/unsent'
import { message } from '@/testing/fixtures'
import { rowsOf, type Row } from './rows'

const unsent: Unsent = { clientId: 'c', conversationId: '7', outgoing: textOut('x'), seen: null, anyway: false, confirmed: false, draftId: null, createdAt: '2026-11-23T08:00:00Z', position: 1, replaces: null, phase: { kind: 'waiting' } }

function told(row: Row): string {
  switch (row.kind) {
    case 'day':
      return `day ${row.day}`
    case 'unread':
      return 'unread'
    case 'note':
      return `note ${row.message.id}`
    case 'message':
      return `${row.startsGroup ? '[' : ''}${row.message.id}${row.endsGroup ? ']' : ''}`
    case 'step':
      return `step ${row.step.what}`
    case 'unsent':
      return `${row.startsGroup ? '[' : ''}${row.unsent.clientId}${row.endsGroup ? ']' : ''}`
  }
}

const at = (id: string, time: string, change = {}) => message({ id, created_at: `2026-11-${time}Z`, ...change })

describe('the rows of a chat', () => {
  it('are parted by days of Shanghai', () => {
    const rows = rowsOf([at('1', '22T15:59:59'), at('2', '22T16:00:00')], [], null)
    expect(rows.map(told)).toEqual(['day 2026-11-22', '[1]', 'day 2026-11-23', '[2]'])
  })

  it('show where it changed hands, before what came later, and not above what is loaded', () => {
    const step = (what: 'handed_over' | 'returned', time: string) => ({ at: `2026-11-${time}Z`, by: 'wang', by_name: '王一诺', what, to: 'lin', note: '' })
    const messages = [at('1', '23T01:00:00'), at('2', '23T01:01:00')]
    const steps = [step('handed_over', '22T01:00:00'), step('handed_over', '23T01:00:30'), step('returned', '23T01:02:00')]
    expect(rowsOf(messages, [], null, steps).map(told)).toEqual(['day 2026-11-23', '[1]', 'step handed_over', '[2]', 'step returned'])
    expect(rowsOf(messages, [], null, steps, false).map(told)).toEqual(['day 2026-11-23', '[1]', 'step handed_over', '[2]'])
  })

  it('stand together by side, author and time', () => {
    const out = { direction: 'out', origin: 'person' }
    const rows = rowsOf(
      [at('1', '23T01:00:00'), at('2', '23T01:02:00'), at('3', '23T01:06:00'), at('4', '23T01:06:01', { ...out, by: 'lin' }), at('5', '23T01:06:02', { ...out, by: 'wang' })],
      [],
      null,
    )
    expect(rows.map(told)).toEqual(['day 2026-11-23', '[1', '2]', '[3]', '[4]', '[5]'])
  })

  it('draw the unread line before its message', () => {
    expect(rowsOf([at('1', '23T01:00:00'), at('2', '23T01:00:01')], [], '2').map(told)).toEqual(['day 2026-11-23', '[1]', 'unread', '[2]'])
  })

  it('set what the platform says apart', () => {
    expect(rowsOf([at('1', '23T01:00:00'), at('2', '23T01:00:01', { origin: 'other' }), at('3', '23T01:00:02')], [], null).map(told)).toEqual([
      'day 2026-11-23', '[1]', 'note 2', '[3]',
    ])
  })

  it('end with what is not sent yet', () => {
    expect(rowsOf([at('1', '23T01:00:00')], [unsent, { ...unsent, clientId: 'd' }], null).map(told)).toEqual(['day 2026-11-23', '[1]', '[c', 'd]'])
  })

  it('have keys that are all different', () => {
    const rows = rowsOf([at('1', '22T01:00:00'), at('2', '23T01:00:00'), at('3', '22T02:00:00')], [unsent], '2')
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length)
  })
})

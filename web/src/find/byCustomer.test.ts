import { describe, expect, it } from 'vitest'
import { byCustomer } from './byCustomer'
import type { Hit } from './findApi'

const hit = (conversationId: string, messageId: string): Hit => ({ conversation_id: conversationId, message_id: messageId, shop: 'main', open_id: 'o', remark_name: null, at: '2026-01-01T00:00:00Z', direction: 'in', type: 'text', by: null, snippet: '', marks: [] })
const many = [...Array.from({ length: 5 }, (_, index) => hit('1', `a${index}`)), hit('2', 'b'), hit('1', 'a5')]
const shown = (unfolded: string[]) => byCustomer(many, new Set(unfolded)).map((row) => `${row.hit.message_id}${row.hidden > 0 ? `+${row.hidden}` : ''}`)

describe('byCustomer', () => {
  it('shows three hits of one customer and says how many more there are', () => {
    expect(shown([])).toEqual(['a0', 'a1', 'a2+3', 'b'])
  })

  it('shows all of a customer that somebody asked for', () => {
    expect(shown(['1'])).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'b', 'a5'])
  })
})

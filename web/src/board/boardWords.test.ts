import { describe, expect, it } from 'vitest'
import { inOrder, isAtHome } from './boardWords'
import type { BoardAgent } from './boardApi'

function agent(of: Partial<BoardAgent>): BoardAgent {
  return { username: 'mei', name: 'Mei', state: 'online', connected: true, presence: 'connected', load: 0, ceiling: 10, waiting: 0, since: null, answered_today: 0, last_answer_at: null, ...of }
}

describe('the words of the board', () => {
  it('have those first who are there, and of them those who have most to do', () => {
    const agents = [
      agent({ username: 'offline', state: 'offline', connected: false }),
      agent({ username: 'without', connected: false }),
      agent({ username: 'away', state: 'away' }),
      agent({ username: 'free' }),
      agent({ username: 'loaded', load: 3 }),
      agent({ username: 'behind', waiting: 2 }),
    ]
    expect(inOrder(agents).map(({ username }) => username)).toEqual(['behind', 'loaded', 'free', 'without', 'away', 'offline'])
  })

  it('leave out who is at home, unless somebody waits for them', () => {
    expect(isAtHome(agent({ state: 'offline' }))).toBe(true)
    expect(isAtHome(agent({ state: 'offline', waiting: 1 }))).toBe(false)
    expect(isAtHome(agent({ state: 'away' }))).toBe(false)
  })
})

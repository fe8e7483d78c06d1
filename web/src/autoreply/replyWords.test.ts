import { beforeEach, describe, expect, it } from 'vitest'
import { speak } from '@/shared/i18n/i18n'
import { HELD_REASONS, reasonCounts, reasonWords } from './replyWords'

const HAN = /\p{Script=Han}/u

beforeEach(() => speak('zh-CN'))

describe('why nothing was sent', () => {
  it.each(HELD_REASONS)('is said in words: %s', async (reason) => {
    expect(reasonWords(reason)).toMatch(HAN)
    await speak('en')
    expect(reasonWords(reason)).not.toMatch(HAN)
    expect(reasonWords(reason)).not.toContain('_')
  })

  it('stands as the server says it where it is newer than the page, and nowhere where there is none', () => {
    expect(reasonWords('constructor')).toBe('constructor')
    expect(reasonWords(null)).toBe('')
  })

  it('is counted, the most frequent first', () => {
    expect(reasonCounts({ budget: 2, already_sent: 7 })).toEqual([
      { reason: 'already_sent', words: '已经发过', times: 7 },
      { reason: 'budget', words: '剩余回复留给人工', times: 2 },
    ])
  })
})

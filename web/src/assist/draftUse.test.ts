import { describe, expect, it } from 'vitest'
import type { DraftUseRow } from './assistantApi'
import { barOf, lineOf, linesOf } from './draftUse'

function row(day: string, username: string, change: Partial<DraftUseRow> = {}): DraftUseRow {
  return { day, username, asked: 0, offered: 0, unchanged: 0, changed: 0, unknown: 0, unused: 0, edited_characters: 0, merged: 0, summarized: 0, with_draft: { answers: 0, seconds: 0 }, without_draft: { answers: 0, seconds: 0 }, ...change }
}

const ROWS = [
  row('2026-12-01', 'li', { offered: 4, unchanged: 1, changed: 2, unused: 1, edited_characters: 9, with_draft: { answers: 3, seconds: 60 } }),
  row('2026-12-02', 'li', { offered: 2, changed: 1, unused: 1, edited_characters: 3, without_draft: { answers: 2, seconds: 100 } }),
  row('2026-12-02', 'wang', { offered: 9, unknown: 1, unused: 8 }),
]

describe('what became of drafts', () => {
  it('is summed by agent, the busiest first', () => {
    const lines = linesOf(ROWS, 'agent')
    expect(lines.map(({ key, offered }) => [key, offered])).toEqual([['wang', 9], ['li', 6]])
    expect(lines[1]).toMatchObject({ unchanged: 1, changed: 3, unused: 2, edited: 4, withDraft: 20, withoutDraft: 50 })
    expect(lines[0]).toMatchObject({ edited: null, withDraft: null, withoutDraft: null })
  })
  it('is summed by day, the newest first', () => {
    expect(linesOf(ROWS, 'day').map(({ key, offered }) => [key, offered])).toEqual([['2026-12-02', 11], ['2026-12-01', 4]])
  })
  it('is drawn as parts of the longest line', () => {
    expect(barOf(lineOf('', [row('', '', { offered: 4, unchanged: 1, unused: 3 })]), 8)).toEqual([{ part: 'unchanged', percent: 12.5 }, { part: 'unused', percent: 37.5 }])
    expect(barOf(lineOf('', []), 0)).toEqual([])
  })
})

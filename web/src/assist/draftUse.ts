import type { DraftUseRow } from './assistantApi'

export type UsedBy = 'agent' | 'day'

/** What became of the drafts of one agent, or of one day. */
export interface UseLine {
  key: string
  offered: number
  unchanged: number
  changed: number
  unknown: number
  unused: number
  /** Characters changed in an average draft that was changed; null without any. */
  edited: number | null
  merged: number
  summarized: number
  /** Seconds that customers waited for a first answer, on average; null without any. */
  withDraft: number | null
  withoutDraft: number | null
}

/** One line for each agent, the busiest first, or for each day, the newest first. */
export function linesOf(rows: readonly DraftUseRow[], by: UsedBy): UseLine[] {
  const groups = new Map<string, DraftUseRow[]>()
  for (const row of rows) {
    const key = by === 'agent' ? row.username : row.day
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const lines = [...groups].map(([key, some]) => lineOf(key, some))
  return by === 'agent' ? lines.sort((a, b) => b.offered - a.offered || a.key.localeCompare(b.key)) : lines.sort((a, b) => b.key.localeCompare(a.key))
}

export function lineOf(key: string, rows: readonly DraftUseRow[]): UseLine {
  const sum = (of: (row: DraftUseRow) => number): number => rows.reduce((all, row) => all + of(row), 0)
  const average = (all: number, count: number): number | null => (count === 0 ? null : all / count)
  const changed = sum((row) => row.changed)
  return {
    key,
    offered: sum((row) => row.offered),
    unchanged: sum((row) => row.unchanged),
    changed,
    unknown: sum((row) => row.unknown),
    unused: sum((row) => row.unused),
    edited: average(sum((row) => row.edited_characters), changed),
    merged: sum((row) => row.merged),
    summarized: sum((row) => row.summarized),
    withDraft: average(sum((row) => row.with_draft.seconds), sum((row) => row.with_draft.answers)),
    withoutDraft: average(sum((row) => row.without_draft.seconds), sum((row) => row.without_draft.answers)),
  }
}

/** How a line's drafts are shared out, as parts of the longest line. */
export function barOf(line: UseLine, most: number): { part: 'unchanged' | 'changed' | 'unknown' | 'unused'; percent: number }[] {
  const parts = ['unchanged', 'changed', 'unknown', 'unused'] as const
  return parts.map((part) => ({ part, percent: most === 0 ? 0 : (100 * line[part]) / most })).filter(({ percent }) => percent > 0)
}

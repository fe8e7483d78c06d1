import type { Action, Entry } from './wordingApi'

/** What was pasted, read line by line. */
export interface Pasted {
  entries: Entry[]
  /** How many were there already. */
  known: number
  /** The first line whose action is no word that is known. */
  wrong: { line: number; words: string } | null
}

const ACTIONS: Readonly<Record<string, Action>> = {
  warn: 'warn',
  提醒: 'warn',
  confirm: 'confirm',
  确认: 'confirm',
  确认后可发: 'confirm',
  refuse: 'refuse',
  禁止: 'refuse',
  禁止发送: 'refuse',
}

/** One entry a line: its value, and behind tabs or commas its action, replacement and note. */
export function readPasted(text: string, usual: Action, present: readonly Entry[]): Pasted {
  const pasted: Pasted = { entries: [], known: 0, wrong: null }
  const values = new Set(present.map(sameness))
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const { kind, value, rest } = valueOf(line.trim())
    if (value === '') {
      continue
    }
    const [action = '', replacement = '', note = ''] = rest
    const meant = action === '' ? usual : ACTIONS[action.toLowerCase()]
    if (meant === undefined) {
      pasted.wrong ??= { line: index + 1, words: action }
      continue
    }
    const entry: Entry = { kind, value, action: meant, replacement: replacement === '' ? null : replacement, note }
    if (values.has(sameness(entry))) {
      pasted.known++
    } else {
      values.add(sameness(entry))
      pasted.entries.push(entry)
    }
  }
  return pasted
}

/** A pattern stands between slashes, and may have commas. */
function valueOf(line: string): { kind: Entry['kind']; value: string; rest: string[] } {
  const pattern = /^\/(.+)\/(?:\s*[\t,，]|$)(.*)$/.exec(line)
  if (pattern !== null) {
    return { kind: 'pattern', value: pattern[1] ?? '', rest: cells(pattern[2] ?? '') }
  }
  const [value = '', ...rest] = cells(line)
  return { kind: 'word', value, rest }
}

function cells(line: string): string[] {
  return line === '' ? [] : line.split(/[\t,，]/).map((cell) => cell.trim())
}

/** What makes two entries the same one; the server looks once more. */
export function sameness({ kind, value }: Pick<Entry, 'kind' | 'value'>): string {
  return kind === 'pattern' ? `/${value}/` : value.normalize('NFKC').toLowerCase().replace(/\s/g, '')
}

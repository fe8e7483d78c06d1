import { bytesOf } from '@/reply/outgoing'
import type { Phrase } from './phrase'

/** One phrase of a table that is imported. */
export interface TableRow {
  group: string
  shortcut: string
  title: string
  content: string
}

/** Larger than one request may be is sent in several; a piece that is sent twice adds nothing twice. */
export function pieces(rows: readonly TableRow[], countMax = 100, bytesMax = 40_000): TableRow[][] {
  const all: TableRow[][] = []
  let bytes = bytesMax
  for (const row of rows) {
    const size = bytesOf(JSON.stringify(row))
    let last = all.at(-1)
    if (last === undefined || last.length >= countMax || bytes + size > bytesMax) {
      last = []
      all.push(last)
      bytes = 0
    }
    last.push(row)
    bytes += size
  }
  return all
}

/** Those that are there already: the same title and the same words, of the same owner. */
export function unknown(rows: readonly TableRow[], there: readonly Phrase[], owner: Phrase['owner']): TableRow[] {
  const known = new Set(there.filter((phrase) => phrase.owner === owner).map(keyOf))
  return rows.filter((row) => {
    const key = keyOf(row)
    const isNew = !known.has(key)
    known.add(key)
    return isNew
  })
}

function keyOf({ title, content }: { title: string; content: string }): string {
  return JSON.stringify([title, content])
}

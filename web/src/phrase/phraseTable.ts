import { parse } from 'papaparse'
import { bytesOf, TEXT_BYTES_MAX } from '@/reply/outgoing'
import { shortened, titleOf, TITLE_CHARS_MAX } from './phrase'
import type { TableRow } from './tableRows'

/** What stands in a table: what can be imported, and why the rest cannot. */
export interface PhraseTable {
  rows: TableRow[]
  /** By the lines of the table, from 1. */
  wrong: { line: number; why: 'empty' | 'long' }[]
}

/** As the server bounds them. */
const SHORTCUT_CHARS_MAX = 30

type Column = keyof TableRow

/** What other desks, and people, call the columns. */
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  shortcut: ['快捷编码', '编码', '快捷码', '缩写', '快捷键', 'shortcut', 'code'],
  content: ['快捷短语', '短语', '短语内容', '内容', '话术', '回复内容', 'content', 'text', 'reply'],
  group: ['快捷短语分组', '短语分组', '分组', '分类', 'group', 'category'],
  title: ['标题', '名称', '短语标题', 'title', 'name'],
}

/** Without a first line of names: by how many columns there are. */
const PLACES: readonly (readonly Column[])[] = [['content'], ['shortcut', 'content'], ['shortcut', 'content', 'group'], ['shortcut', 'content', 'group', 'title']]

/** A table as a file or from the clipboard: commas, semicolons or tabs between its columns. */
export function readTable(text: string): PhraseTable {
  const lines = parse<string[]>(text.trim(), { skipEmptyLines: false }).data.map((cells) => cells.map((cell) => cell.trim()))
  const named = columnsOf(lines[0] ?? [])
  const widest = Math.max(1, ...lines.map((cells) => cells.length))
  const columns = named ?? PLACES[Math.min(widest, PLACES.length) - 1] ?? []
  const table: PhraseTable = { rows: [], wrong: [] }
  lines.forEach((cells, index) => {
    if ((named !== null && index === 0) || cells.every((cell) => cell === '')) {
      return
    }
    const row = rowOf(cells, columns)
    const why = row.content === '' ? 'empty' : bytesOf(row.content) > TEXT_BYTES_MAX ? 'long' : null
    if (why === null) {
      table.rows.push(row)
    } else {
      table.wrong.push({ line: index + 1, why })
    }
  })
  return table
}

/** Null when the first line is a phrase like the others. */
function columnsOf(cells: readonly string[]): (Column | null)[] | null {
  const columns = cells.map((cell) => (Object.keys(NAMES) as Column[]).find((column) => NAMES[column].includes(cell.toLowerCase())) ?? null)
  return columns.includes('content') ? columns : null
}

function rowOf(cells: readonly string[], columns: readonly (Column | null)[]): TableRow {
  const row: TableRow = { group: '', shortcut: '', title: '', content: '' }
  columns.forEach((column, index) => {
    if (column !== null) {
      row[column] = cells[index] ?? ''
    }
  })
  return {
    group: shortened(row.group, TITLE_CHARS_MAX),
    shortcut: shortened(row.shortcut.replace(/^\/+/, '').replace(/\s/g, ''), SHORTCUT_CHARS_MAX),
    title: row.title === '' ? titleOf(row.content) : shortened(row.title, TITLE_CHARS_MAX),
    content: row.content,
  }
}

/** A file's text: UTF-8, UTF-16 with its mark, or what Chinese programs write. Null for what is no text, as .xlsx. */
export function decoded(bytes: Uint8Array): string | null {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) {
    return new TextDecoder('utf-16le').decode(bytes)
  }
  if (bytes.includes(0)) {
    return null
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

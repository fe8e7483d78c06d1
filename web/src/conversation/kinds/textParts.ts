/** A piece of a text: words, the number of an order, or an address. */
export type TextPart = { kind: 'words'; text: string } | { kind: 'order'; text: string } | { kind: 'link'; text: string }

// Orders of the platform have 19 digits and rise with time: 37… in its samples, 38… by now. An address has no other
// characters than these: what is Chinese around it, words or marks, is the sentence's.
const FOUND = /(?<![\d])([34]\d{18})(?!\d)|(https?:\/\/[\w\-.~!#$%&()*+,/:;=?@[\]{}|]+)/gi

/** What ends a sentence and not an address, though an address may hold it. */
const CLOSING = /[.,:;!?~*|&]$/
const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }
const HOST = /^https?:\/\/[\w[]/i

export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(FOUND)) {
    const found = match[1] ?? withoutClosing(match[0])
    if (match[1] === undefined && !HOST.test(found)) {
      continue
    }
    if (match.index > from) {
      parts.push({ kind: 'words', text: text.slice(from, match.index) })
    }
    parts.push({ kind: match[1] === undefined ? 'link' : 'order', text: found })
    from = match.index + found.length
  }
  if (from < text.length) {
    parts.push({ kind: 'words', text: text.slice(from) })
  }
  return parts
}

/** A bracket at the end belongs to the address when it closes one that was opened within it. */
function withoutClosing(address: string): string {
  let end = address.length
  while (end > 0) {
    const within = address.slice(0, end)
    const opening = BRACKETS[within.at(-1) ?? '']
    const unmatched = opening === undefined ? CLOSING.test(within) || /[([{]$/.test(within) : count(within, within.at(-1) ?? '') > count(within, opening)
    if (!unmatched) {
      break
    }
    end--
  }
  return address.slice(0, end)
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

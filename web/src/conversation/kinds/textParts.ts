/** A piece of a text: words, the number of an order, or an address. */
export type TextPart = { kind: 'words'; text: string } | { kind: 'order'; text: string } | { kind: 'link'; text: string }

// Orders of the platform have 19 digits and begin with 37; an address ends before what closes a sentence.
const FOUND = /(?<![\d])(37\d{17})(?!\d)|(https?:\/\/[^\s<>"'，。！？；、（）]+)/g

export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(FOUND)) {
    if (match.index > from) {
      parts.push({ kind: 'words', text: text.slice(from, match.index) })
    }
    parts.push({ kind: match[1] === undefined ? 'link' : 'order', text: match[0] })
    from = match.index + match[0].length
  }
  if (from < text.length) {
    parts.push({ kind: 'words', text: text.slice(from) })
  }
  return parts
}

import type { Schemas } from '@/shared/http'
import type { Spelled } from './pinyin'

/** A quick phrase: one's own, or the team's. */
export type Phrase = Schemas['Phrase']
export type PhraseDraft = Omit<Phrase, 'id' | 'media_url'>

export const NEW_PHRASE: PhraseDraft = {
  group: '', shortcut: '', title: '', kind: 'text', content: '', media_id: null, product_id: null, owner: 'me', shops: null, position: 0,
}

/** As the server bounds them. */
export const TITLE_CHARS_MAX = 50
const BEGINNING_CHARS_MAX = 20

/** Of a phrase that nobody has named: how it begins. */
export function titleOf(content: string): string {
  const [firstLine = ''] = content.trim().split('\n')
  return shortened(firstLine, BEGINNING_CHARS_MAX)
}

export function shortened(text: string, max: number): string {
  const characters = Array.from(text)
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : text
}

const NO_FIT = 5

/**
 * Those that fit what was typed after the slash: by shortcut first, then by title, by how the title is spelled, by group
 * and text, and by how the group is spelled.
 */
export function matching(phrases: readonly Phrase[], typed: string, spelled: Spelled): Phrase[] {
  const wanted = typed.toLowerCase()
  const isSpelled = (text: string): boolean => /^[a-z]+$/.test(wanted) && spelled(text, wanted)
  const rank = (phrase: Phrase): number => {
    if (phrase.shortcut.toLowerCase().startsWith(wanted)) {
      return 0
    }
    if (phrase.title.toLowerCase().includes(wanted)) {
      return 1
    }
    if (isSpelled(phrase.title)) {
      return 2
    }
    if ([phrase.group, phrase.content].some((text) => text.toLowerCase().includes(wanted))) {
      return 3
    }
    return isSpelled(phrase.group) ? 4 : NO_FIT
  }
  return phrases
    .map((phrase) => ({ phrase, rank: rank(phrase) }))
    .filter((one) => one.rank < NO_FIT)
    .sort((a, b) => a.rank - b.rank || a.phrase.position - b.phrase.position)
    .map((one) => one.phrase)
}

/** Groups in the order in which their first phrases stand. */
export function groupsOf(phrases: readonly Phrase[]): string[] {
  return [...new Set(phrases.map((phrase) => phrase.group).filter((group) => group !== ''))]
}

/** Where a phrase is being asked for: the slash before the caret. An input method writes 、 for the same key. */
export interface Slash {
  from: number
  typed: string
}

export function slashBefore(text: string, caret: number): Slash | null {
  const match = /(?:^|\s)\/([^\s/]*)$/.exec(text.slice(0, caret)) ?? /^、([^\s、]*)$/.exec(text.slice(0, caret))
  return match === null ? null : { from: caret - (match[1] ?? '').length - 1, typed: match[1] ?? '' }
}

export interface Filling {
  customer: string
  agent: string
  shop: string
  last_order: string
}

/** A customer whom nobody has named is not addressed by name: the place goes, with the comma that parted it. */
const UNNAMED = /([，,]\s*|(?<=[\p{Script=Latin}\d])\s+)\{\{\s*customer\s*\}\}|\{\{\s*customer\s*\}\}\s*[，,、]?\s*/gu

/** What else is not known stays standing, so that nobody sends a hole. */
export function filled(content: string, filling: Filling): string {
  const named = filling.customer === '' ? content.replace(UNNAMED, '') : content
  return named.replace(/\{\{\s*(customer|agent|shop|last_order)\s*\}\}/g, (placeholder, name: keyof Filling) => filling[name] || placeholder)
}

import { asArray, asNumberOrNull, asObject, asText, asTextOrNull, asTexts } from '@/shared/json'
import { ownUrl } from '@/catalog/card'

export type PhraseKind = 'text' | 'image' | 'product_share'

/** A quick phrase: one's own, or the team's. */
export interface Phrase {
  id: string
  group: string
  shortcut: string
  title: string
  kind: PhraseKind
  content: string
  mediaId: string | null
  mediaUrl: string | null
  productId: string | null
  owner: 'team' | 'me'
  shops: string[] | null
  position: number
}

export type PhraseDraft = Omit<Phrase, 'id' | 'mediaUrl'>

export const NEW_PHRASE: PhraseDraft = {
  group: '', shortcut: '', title: '', kind: 'text', content: '', mediaId: null, productId: null, owner: 'me', shops: null, position: 0,
}

export function decodePhrases(json: unknown): Phrase[] {
  return asArray(asObject(json)['phrases']).flatMap((entry) => decodePhrase(entry) ?? [])
}

export function decodePhrase(json: unknown): Phrase | null {
  const object = asObject(json)
  const id = asText(object['id'])
  const kind = object['kind']
  return id === ''
    ? null
    : {
        id,
        group: asText(object['group']),
        shortcut: asText(object['shortcut']),
        title: asText(object['title']),
        kind: kind === 'image' || kind === 'product_share' ? kind : 'text',
        content: asText(object['content']),
        mediaId: asTextOrNull(object['media_id']),
        mediaUrl: ownUrl(object['media_url']),
        productId: asTextOrNull(object['product_id']),
        owner: object['owner'] === 'team' ? 'team' : 'me',
        shops: object['shops'] === null || object['shops'] === undefined ? null : asTexts(object['shops']),
        position: asNumberOrNull(object['position']) ?? 0,
      }
}

export function encodePhrase(draft: PhraseDraft): Record<string, unknown> {
  const { mediaId: media_id, productId: product_id, ...rest } = draft
  return { ...rest, media_id, product_id }
}

/** Those that fit what was typed after the slash: by shortcut first, then by title, group and text. */
export function matching(phrases: readonly Phrase[], typed: string): Phrase[] {
  const wanted = typed.toLowerCase()
  const rank = (phrase: Phrase): number => {
    if (phrase.shortcut.toLowerCase().startsWith(wanted)) {
      return 0
    }
    if (phrase.title.toLowerCase().includes(wanted)) {
      return 1
    }
    return [phrase.group, phrase.content].some((text) => text.toLowerCase().includes(wanted)) ? 2 : 3
  }
  return phrases
    .map((phrase) => ({ phrase, rank: rank(phrase) }))
    .filter((one) => one.rank < 3)
    .sort((a, b) => a.rank - b.rank || a.phrase.position - b.phrase.position)
    .map((one) => one.phrase)
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

/** What is not known stays standing, so that nobody sends a hole. */
export function filled(content: string, filling: Filling): string {
  return content.replace(/\{\{\s*(customer|agent|shop|last_order)\s*\}\}/g, (placeholder, name: keyof Filling) => filling[name] || placeholder)
}

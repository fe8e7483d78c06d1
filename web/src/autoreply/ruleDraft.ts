import type { Rule, RuleInput } from './replyApi'

/** A rule as its form has it: words of a list stand in one field. */
export interface RuleDraft {
  name: string
  shop: string
  trigger: Rule['trigger']
  when: Rule['when']
  perCustomer: Rule['per_customer']
  any: string
  all: string
  none: string
  regex: string
  kind: Rule['reply']['type']
  content: string
  mediaId: string | null
  productId: string
  enabled: boolean
}

const USUAL: Readonly<Record<Rule['trigger'], Pick<RuleDraft, 'when' | 'perCustomer'>>> = {
  welcome: { when: 'always', perCustomer: 'day' },
  off_hours: { when: 'closed', perCustomer: 'day' },
  keyword: { when: 'always', perCustomer: 'message' },
  queued: { when: 'open', perCustomer: 'conversation' },
  assigned: { when: 'always', perCustomer: 'conversation' },
  closing: { when: 'always', perCustomer: 'conversation' },
}

/** Said once in a conversation, however often the rule allows: follow-ups get no second greeting. */
const ONCE: ReadonlySet<Rule['trigger']> = new Set(['welcome', 'queued', 'assigned', 'closing'])

export function isOncePerConversation(trigger: Rule['trigger']): boolean {
  return ONCE.has(trigger)
}

/** What a trigger mostly wants. */
export function usualOf(trigger: Rule['trigger']): Pick<RuleDraft, 'when' | 'perCustomer'> {
  return USUAL[trigger]
}

export function draftOf(rule: Rule | null, shop: string | null): RuleDraft {
  if (rule === null) {
    return { name: '', shop: shop ?? '', trigger: 'welcome', ...USUAL.welcome, any: '', all: '', none: '', regex: '', kind: 'text', content: '', mediaId: null, productId: '', enabled: true }
  }
  const { reply, keywords } = rule
  return {
    name: rule.name,
    shop: rule.shop ?? '',
    trigger: rule.trigger,
    when: rule.when,
    perCustomer: rule.per_customer,
    any: keywords.any.join('，'),
    all: keywords.all.join('，'),
    none: keywords.none.join('，'),
    regex: keywords.regex ?? '',
    kind: reply.type,
    content: reply.type === 'text' ? reply.text.content : '',
    mediaId: reply.type === 'image' ? reply.image.media_id : null,
    productId: reply.type === 'product_share' ? reply.product_share.product_id : '',
    enabled: rule.enabled,
  }
}

/** `before` is the rule that is changed. */
export function inputOf(draft: RuleDraft, before: Rule | null): RuleInput {
  return {
    name: draft.name.trim(),
    shop: draft.shop === '' ? null : draft.shop,
    trigger: draft.trigger,
    keywords: { any: wordsOf(draft.any), all: wordsOf(draft.all), none: wordsOf(draft.none), regex: draft.regex.trim() === '' ? null : draft.regex.trim() },
    when: draft.when,
    reply: replyOf(draft),
    per_customer: draft.perCustomer,
    enabled: draft.enabled,
    ...(before === null ? {} : { revision: before.revision }),
  }
}

function replyOf(draft: RuleDraft): RuleInput['reply'] {
  switch (draft.kind) {
    case 'text':
      return { type: 'text', text: { content: draft.content } }
    case 'image':
      return { type: 'image', image: { media_id: draft.mediaId ?? '' } }
    case 'product_share':
      return { type: 'product_share', product_share: { product_id: draft.productId.trim() } }
  }
}

/** Separated by commas of either width, or by lines: words may have blanks. */
export function wordsOf(written: string): string[] {
  return [...new Set(written.split(/[,，、\n]/).map((word) => word.trim()))].filter((word) => word !== '')
}

/** The same rule, switched on or off. */
export function switched(rule: Rule, enabled: boolean): RuleInput {
  return inputOf({ ...draftOf(rule, null), enabled }, rule)
}

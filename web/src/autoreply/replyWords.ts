import { t, type Key } from '@/shared/i18n/i18n'
import type { HeldReason, Reason, Rule } from './replyApi'

export const TRIGGERS: Readonly<Record<Rule['trigger'], Key>> = {
  welcome: 'autoReply.welcome',
  off_hours: 'autoReply.offHours',
  keyword: 'autoReply.keyword',
  queued: 'autoReply.queued',
  assigned: 'autoReply.assigned',
  closing: 'autoReply.closing',
}

export const HOURS: Readonly<Record<Rule['when'], Key>> = { always: 'autoReply.always', open: 'autoReply.open', closed: 'autoReply.closed' }

export const LIMITS: Readonly<Record<Rule['per_customer'], Key>> = { day: 'autoReply.perDay', conversation: 'autoReply.perConversation', message: 'autoReply.perMessage' }

const REASONS: Readonly<Record<Reason, Key>> = {
  not_triggered: 'autoReply.notTriggered',
  other_hours: 'autoReply.otherHours',
  already_sent: 'autoReply.alreadySent',
  late: 'autoReply.late',
  closed: 'autoReply.conversationClosed',
  blocked: 'autoReply.blocked',
  robot: 'autoReply.robot',
  person_answered: 'autoReply.personAnswered',
  budget: 'autoReply.budget',
  policy: 'autoReply.policy',
  one_message: 'autoReply.oneMessage',
  empty: 'autoReply.empty',
  no_file: 'autoReply.noFile',
  no_shop: 'autoReply.noShop',
}

/** In the order in which a log is asked for them: those first that are most often asked about. */
export const HELD_REASONS: readonly HeldReason[] = ['budget', 'person_answered', 'already_sent', 'one_message', 'policy', 'robot', 'late', 'closed', 'blocked', 'empty', 'no_file', 'no_shop']

const WARNINGS: Readonly<Record<Rule['warnings'][number]['reason'], Key>> = {
  promise_at_all_hours: 'autoReply.promises',
  policy_confirm: 'autoReply.asksForConfirmation',
  policy_refused: 'autoReply.isRefused',
  too_complex: 'autoReply.patternRefused',
  not_a_pattern: 'autoReply.patternRefused',
}

export function warningWords({ warnings }: Rule): string {
  return warnings.map(({ reason }) => t(WARNINGS[reason])).join(' ')
}

/** A newer server may have a reason that this page has no words for. */
export function reasonWords(reason: string | null): string {
  const key = Object.entries(REASONS).find(([one]) => one === reason)?.[1]
  return key === undefined ? (reason ?? '') : t(key)
}

/** `已经发过 3 · 客服刚回复过 1`, the most frequent first. */
export function reasonCounts(counts: Readonly<Record<string, number>>): { reason: string; words: string; times: number }[] {
  return Object.entries(counts)
    .map(([reason, times]) => ({ reason, words: reasonWords(reason), times }))
    .sort((a, b) => b.times - a.times)
}

/** What a rule says, in one line. */
export function replyWords(reply: Rule['reply']): string {
  switch (reply.type) {
    case 'text':
      return reply.text.content
    case 'image':
      return t('phrase.image')
    case 'product_share':
      return t('phrase.product')
  }
}

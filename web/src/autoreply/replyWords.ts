import { t, type Key } from '@/shared/i18n/i18n'
import type { Reason, Rule } from './replyApi'

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

export function reasonWords(reason: Reason | null): string {
  return reason === null ? '' : t(REASONS[reason])
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

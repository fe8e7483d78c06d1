import { t, type Key } from '@/shared/i18n/i18n'
import type { Delivery, DeliveryState, TestOutcome, Webhook, WebhookType } from './webhookApi'

export const TYPES: readonly { type: WebhookType; words: Key }[] = [
  { type: 'message.received', words: 'webhook.messageReceived' },
  { type: 'event.received', words: 'webhook.eventReceived' },
  { type: 'message.accepted', words: 'webhook.messageAccepted' },
  { type: 'message.failed', words: 'webhook.messageFailed' },
  { type: 'message.unknown', words: 'webhook.messageUnknown' },
  { type: 'conversation.assigned', words: 'webhook.assigned' },
  { type: 'conversation.closed', words: 'webhook.closed' },
  { type: 'conversation.reopened', words: 'webhook.reopened' },
  { type: 'customer.changed', words: 'webhook.customerChanged' },
]

export const STATES: Readonly<Record<DeliveryState, Key>> = { pending: 'webhook.pendingState', delivered: 'webhook.deliveredState', parked: 'webhook.parkedState' }

const ERRORS: Readonly<Record<string, Key>> = {
  unknown_host: 'webhook.unknownHost',
  forbidden_address: 'webhook.forbiddenAddress',
  unreachable: 'webhook.unreachable',
  tls: 'webhook.tls',
  timeout: 'webhook.timeout',
  broken: 'webhook.broken',
}

const REASONS: Readonly<Record<string, Key>> = {
  'paused failing': 'webhook.failing',
  'paused restored': 'webhook.restored',
  'disabled gone': 'webhook.gone',
  'disabled secret': 'webhook.secret',
}

const STATE_WORDS: Readonly<Record<Webhook['state'], Key>> = { active: 'webhook.active', paused: 'webhook.paused', disabled: 'webhook.disabled' }

/** How it is with an address, and since when or why. */
export function stateWords({ state, reason, failing_since }: Pick<Webhook, 'state' | 'reason' | 'failing_since'>): string {
  if (state === 'active' && failing_since !== null) {
    return t('webhook.retrying')
  }
  return t(REASONS[`${state} ${reason ?? ''}`] ?? STATE_WORDS[state])
}

export function errorWords(error: string): string {
  const words = ERRORS[error]
  return words === undefined ? error : t(words)
}

export function attemptWords({ status, milliseconds, error }: Delivery['attempts'][number]): string {
  if (status !== null) {
    return t('webhook.answered', { status, n: milliseconds ?? 0 })
  }
  return error === null ? t('webhook.underWay') : errorWords(error)
}

export function testWords({ outcome, status, milliseconds, detail }: TestOutcome): string {
  switch (outcome) {
    case 'delivered':
      return t('webhook.testDelivered', { status: status ?? 0, n: milliseconds })
    case 'refused':
      return t('webhook.testRefused', { status: status ?? 0, detail: detail ?? '' })
    case 'unreachable':
      return t('webhook.testUnreachable', { why: errorWords(detail ?? '') })
  }
}

import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Rule = Schemas['AutomaticReply']
export type RuleInput = Schemas['AutomaticReplyInput']
export type Trial = Schemas['AutomaticReplyTrial']
export type ReplyLog = Schemas['AutomaticReplyLog']
export type DryRun = Schemas['AutomaticReplyDryRun']
export type AutoClose = Schemas['AutoClose']
export type Reason = NonNullable<Schemas['AutomaticReplyReason']>
/** Why a rule that applied was kept silent: such lines are in the log. */
export type HeldReason = Exclude<Reason, 'not_triggered' | 'other_hours'>
export type Outcome = ReplyLog['entries'][number]['outcome']

/** A day of a shop with many thousands of customers takes the server some seconds. */
const DRY_RUN_MS = 120_000

export function fetchRules(): Promise<Reply<Rule[]>> {
  return mapped(request('get', '/api/v1/automatic-replies'), ({ rules }) => rules)
}

/** Adds one where `id` is null. */
export function saveRule(id: string | null, rule: RuleInput): Promise<Reply<Rule>> {
  return id === null ? request('post', '/api/v1/automatic-replies', { body: rule }) : request('put', '/api/v1/automatic-replies/{id}', { path: { id }, body: rule })
}

export function deleteRule(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/automatic-replies/{id}', { path: { id } })
}

export interface TriedMessage {
  shop: string
  /** None: a picture, or another message without words. */
  text: string
  newCustomer: boolean
  /** Whether anybody is online for the shop. */
  attended: boolean
  served: boolean
  /** An instant; now where there is none. */
  at: string | undefined
}

export function tryMessage({ shop, text, newCustomer, attended, served, at }: TriedMessage): Promise<Reply<Trial>> {
  return request('post', '/api/v1/automatic-replies/test', { body: { shop, text, new_customer: newCustomer, attended, served, ...(at === undefined ? {} : { at }) } })
}

export interface LogFilter {
  shop: string
  /** What became of a rule, or why nothing was sent; empty for all, as the others are. */
  outcome: '' | Outcome | HeldReason
  /** An instant. */
  from: string
}

export function fetchLog({ shop, outcome, from }: LogFilter, cursor: string | null, limit: number): Promise<Reply<ReplyLog>> {
  return request('get', '/api/v1/automatic-replies/log', { query: { shop: shop || undefined, from: from || undefined, ...queryOf(outcome), cursor: cursor ?? undefined, limit } })
}

function queryOf(outcome: LogFilter['outcome']): { outcome?: Outcome; reason?: HeldReason } {
  switch (outcome) {
    case '':
      return {}
    case 'sent':
    case 'suppressed':
      return { outcome }
    default:
      return { reason: outcome }
  }
}

/** With `disabled`, rules that are switched off speak, too. */
export function fetchDryRun(shop: string, date: string, disabled: boolean): Promise<Reply<DryRun>> {
  return request('get', '/api/v1/automatic-replies/dry-run', { query: { shop, date, disabled }, withinMs: DRY_RUN_MS })
}

export function fetchAutoClose(shop: string): Promise<Reply<AutoClose>> {
  return request('get', '/api/v1/shops/{shop}/auto-close', { path: { shop } })
}

export function putAutoClose(shop: string, setting: { enabled: boolean; hours: number }): Promise<Reply<AutoClose>> {
  return request('put', '/api/v1/shops/{shop}/auto-close', { path: { shop }, body: setting })
}

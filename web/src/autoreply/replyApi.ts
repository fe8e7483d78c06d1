import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Rule = Schemas['AutomaticReply']
export type RuleInput = Schemas['AutomaticReplyInput']
export type Trial = Schemas['AutomaticReplyTrial']
export type ReplyLog = Schemas['AutomaticReplyLog']
export type Reason = NonNullable<Schemas['AutomaticReplyReason']>

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
  served: boolean
  /** An instant; now where there is none. */
  at: string | undefined
}

export function tryMessage({ shop, text, newCustomer, served, at }: TriedMessage): Promise<Reply<Trial>> {
  return request('post', '/api/v1/automatic-replies/test', { body: { shop, text, new_customer: newCustomer, served, ...(at === undefined ? {} : { at }) } })
}

export function fetchLog(limit: number): Promise<Reply<ReplyLog>> {
  return request('get', '/api/v1/automatic-replies/log', { query: { limit } })
}

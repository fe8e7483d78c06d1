import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type RuleInput = Required<Schemas['AssignmentRuleInput']>
/** How a shop's queue is assigned, and who has said so. The description has every field of it as required. */
export type Rule = Required<Schemas['AssignmentRule']>
export type Mode = Rule['mode']

export function fetchRule(shop: string): Promise<Reply<Rule>> {
  return mapped(request('get', '/api/v1/shops/{shop}/assignment', { path: { shop } }), whole)
}

export function putRule(shop: string, rule: RuleInput): Promise<Reply<Rule>> {
  return mapped(request('put', '/api/v1/shops/{shop}/assignment', { path: { shop }, body: rule }), whole)
}

export type Preview = Schemas['AssignmentPreview']

export function fetchPreview(shop: string, rule: RuleInput, date: string): Promise<Reply<Preview>> {
  return request('post', '/api/v1/shops/{shop}/assignment/preview', { path: { shop }, query: { date }, body: rule })
}

function whole(rule: Schemas['AssignmentRule']): Rule {
  return rule as Rule
}

/** Whether a shop is open now, and until when. */
export function fetchOpening(shop: string) {
  return request('get', '/api/v1/shops/{shop}/hours/at', { path: { shop } })
}

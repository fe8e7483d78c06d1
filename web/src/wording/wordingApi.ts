import { request, type Schemas } from '@/shared/http'

export type Hit = Schemas['PolicyHit']
export type Action = Schemas['PolicyAction']
export type ShippedAction = Schemas['ShippedPolicyAction']
/** What a shop does not want said, and who has said so. */
export type Policy = Schemas['Policy']
export type PolicyInput = Schemas['PolicyInput']
export type Group = keyof Policy['shipped']
export type Entry = Policy['entries'][number]

export function fetchPolicy(shop: string) {
  return request('get', '/api/v1/shops/{shop}/policy', { path: { shop } })
}

export function putPolicy(shop: string, policy: PolicyInput) {
  return request('put', '/api/v1/shops/{shop}/policy', { path: { shop }, body: policy })
}

/** What would be found in a text; by rules that are not saved where `policy` is given. */
export function checkText(shop: string, text: string, policy?: PolicyInput) {
  return request('post', '/api/v1/shops/{shop}/policy/check', { path: { shop }, body: policy === undefined ? { text } : { text, policy } })
}

import { mapped, request, type Reply, type Schemas } from '@/shared/http'

/** An after-sales order or a dispute, as the newest event of the platform says. */
export type AfterSalesCase = Schemas['AfterSalesCase']
export type CaseState = 'merchant' | 'open' | 'all'

export interface CasePage {
  cases: AfterSalesCase[]
  next_cursor: string | null
}

export const PAGE = 50
/** As many as the server gives at once. */
export const PAGE_MAX = 200

export function fetchCasesOf(conversationId: string): Promise<Reply<AfterSalesCase[]>> {
  return mapped(request('get', '/api/v1/conversations/{id}/after-sales', { path: { id: conversationId } }), ({ cases }) => cases)
}

export function fetchCases(shop: string, state: CaseState, cursor: string | null, limit: number = PAGE): Promise<Reply<CasePage>> {
  return request('get', '/api/v1/after-sales', { query: { ...(shop === '' ? {} : { shop }), state, limit, ...(cursor === null ? {} : { cursor }) } })
}

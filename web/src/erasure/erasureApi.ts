import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Erasure = Schemas['Erasure']
export type ErasureCount = Schemas['ErasureCount']
export type ErasurePreview = Schemas['ErasurePreview']

export function fetchErasures(): Promise<Reply<Erasure[]>> {
  return mapped(request('get', '/api/v1/erasures'), ({ erasures }) => erasures)
}

export function previewErasure(conversationId: string): Promise<Reply<ErasurePreview>> {
  return request('get', '/api/v1/conversations/{id}/erasure', { path: { id: conversationId } })
}

/** The openid goes with it, so that a customer who was exchanged for another meanwhile stays. */
export function erase(conversationId: string, openId: string): Promise<Reply<Erasure>> {
  return request('post', '/api/v1/conversations/{id}/erase', { path: { id: conversationId }, body: { open_id: openId } })
}

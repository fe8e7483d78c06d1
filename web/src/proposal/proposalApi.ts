import { request, type Reply, type Schemas } from '@/shared/http'

export type Proposal = Schemas['Proposal']

export function postInserted(conversationId: string, id: string): Promise<Reply<undefined>> {
  return request('post', '/api/v1/conversations/{id}/proposals/{proposal_id}/insert', { path: { id: conversationId, proposal_id: id } })
}

export function deleteProposal(conversationId: string, id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/conversations/{id}/proposals/{proposal_id}', { path: { id: conversationId, proposal_id: id } })
}

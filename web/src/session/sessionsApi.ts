import { mapped, request, type Reply, type Schemas } from '@/shared/http'

/** One log-in of mine that is not over. */
export type OwnSession = Schemas['Session']

export function fetchSessions(): Promise<Reply<OwnSession[]>> {
  return mapped(request('get', '/api/v1/me/sessions'), ({ sessions }) => sessions)
}

export function endSession(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/me/sessions/{id}', { path: { id } })
}

/** All but the one that asks; how many there were. */
export function endOtherSessions(): Promise<Reply<number>> {
  return mapped(request('delete', '/api/v1/me/sessions'), ({ ended }) => ended)
}

import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Replay = Schemas['Replay']
export type ReplayRound = Schemas['ReplayRound']
export type Verdict = NonNullable<Schemas['ReplayVerdict']>

export interface ReplayPlan {
  available: number
  calls: number
  host: string
  model: string
}

export interface ReplayWish {
  shop: string
  days: number
  count: number
}

export function fetchPlan(wish: ReplayWish): Promise<Reply<ReplayPlan>> {
  return request('get', '/api/v1/assistant/replay-plan', { query: wish })
}

export function fetchReplays(): Promise<Reply<Replay[]>> {
  return mapped(request('get', '/api/v1/assistant/replays'), ({ replays }) => replays)
}

export function postReplay(wish: ReplayWish): Promise<Reply<Replay>> {
  return request('post', '/api/v1/assistant/replays', { body: wish })
}

export function postReplayStop(id: string): Promise<Reply<Replay>> {
  return request('post', '/api/v1/assistant/replays/{id}/stop', { path: { id } })
}

export function deleteReplay(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/assistant/replays/{id}', { path: { id } })
}

export const ROUNDS_AT_ONCE = 5

export function fetchReplayRounds(id: string, after: string, open: boolean, limit: number): Promise<Reply<ReplayRound[]>> {
  return mapped(request('get', '/api/v1/assistant/replays/{id}/rounds', { path: { id }, query: { after, open, limit } }), ({ rounds }) => rounds)
}

/** Null takes it back. */
export function putVerdict(id: string, round: string, verdict: Verdict | null): Promise<Reply<Replay>> {
  return request('put', '/api/v1/assistant/replays/{id}/rounds/{round}', { path: { id, round }, body: { verdict } })
}

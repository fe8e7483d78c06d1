import type { Conversation } from '@/conversation/conversation'
import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type TrailEntry = Schemas['TrailEntry']
export type CareStep = TrailEntry['what']

/** `from`: who had it on the taker's screen; when somebody else has it by now, nothing changes. */
export function postTake(id: string, from: string | null): Promise<Reply<Conversation>> {
  return request('post', '/api/v1/conversations/{id}/take', { path: { id }, body: { from } })
}

/** Who gets a conversation; `force` also where they are offline, for supervisors. */
export type Receiver = { to: string; force: boolean } | { group: string }

export function postHandOver(id: string, receiver: Receiver, note: string): Promise<Reply<Conversation>> {
  const body = 'group' in receiver ? receiver : { to: receiver.to, ...(receiver.force ? { force: true } : {}) }
  return request('post', '/api/v1/conversations/{id}/hand-over', { path: { id }, body: { ...body, note } })
}

/** `from`: as with taking. */
export function postPutBack(id: string, from: string | null): Promise<Reply<Conversation>> {
  return request('post', '/api/v1/conversations/{id}/put-back', { path: { id }, body: { from } })
}

export function postClose(id: string): Promise<Reply<Conversation>> {
  return request('post', '/api/v1/conversations/{id}/close', { path: { id } })
}

export function postReopen(id: string): Promise<Reply<Conversation>> {
  return request('post', '/api/v1/conversations/{id}/reopen', { path: { id } })
}

export function fetchTrail(id: string): Promise<Reply<TrailEntry[]>> {
  return mapped(request('get', '/api/v1/conversations/{id}/trail', { path: { id } }), ({ entries }) => entries)
}

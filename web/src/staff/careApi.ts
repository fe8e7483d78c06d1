import type { Conversation } from '@/conversation/conversation'
import { decodeConversation } from '@/conversation/decode'
import { http, type Reply } from '@/shared/http'
import { asArray, asObject, asText, asTextOrNull } from '@/shared/json'

export type CareStep = 'taken' | 'handed_over' | 'closed' | 'reopened'

export interface TrailEntry {
  at: string
  by: string
  what: CareStep
  to: string | null
  note: string
}

const STEPS: readonly CareStep[] = ['taken', 'handed_over', 'closed', 'reopened']

function path(id: string, what: string): string {
  return `/api/v1/conversations/${encodeURIComponent(id)}/${what}`
}

/** `from`: who had it on the taker's screen; when somebody else has it by now, nothing changes. */
export function postTake(id: string, from: string | null): Promise<Reply<Conversation | null>> {
  return http(path(id, 'take'), { method: 'POST', body: { from }, decode: decodeConversation })
}

export function postHandOver(id: string, to: string, note: string): Promise<Reply<Conversation | null>> {
  return http(path(id, 'hand-over'), { method: 'POST', body: { to, note }, decode: decodeConversation })
}

export function postClose(id: string): Promise<Reply<Conversation | null>> {
  return http(path(id, 'close'), { method: 'POST', body: {}, decode: decodeConversation })
}

export function postReopen(id: string): Promise<Reply<Conversation | null>> {
  return http(path(id, 'reopen'), { method: 'POST', body: {}, decode: decodeConversation })
}

export function fetchTrail(id: string): Promise<Reply<TrailEntry[]>> {
  return http(path(id, 'trail'), {
    decode: (json) =>
      asArray(asObject(json)['entries']).flatMap((entry) => {
        const object = asObject(entry)
        const what = STEPS.find((step) => step === object['what'])
        return what === undefined
          ? []
          : [{ at: asText(object['at']), by: asText(object['by_name']) || asText(object['by']), what, to: asTextOrNull(object['to']), note: asText(object['note']) }]
      }),
  })
}

import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Assistant = Schemas['Assistant']['draft']
export type AssistantInput = Schemas['AssistantInput']['draft']
export type AssistantTrial = Schemas['AssistantTrial']
export type AssistantFailure = Schemas['AssistantFailure']

export function fetchAssistant(): Promise<Reply<Assistant>> {
  return mapped(request('get', '/api/v1/admin/assistant'), ({ draft }) => draft)
}

export function putAssistant(draft: AssistantInput): Promise<Reply<Assistant>> {
  return mapped(request('put', '/api/v1/admin/assistant', { body: { draft } }), (saved) => saved.draft)
}

/** Longer than the server waits for the model. */
const TRIAL_MS = 45_000

export function tryAssistant(draft: AssistantInput): Promise<Reply<AssistantTrial>> {
  return request('post', '/api/v1/admin/assistant/try', { body: { draft }, withinMs: TRIAL_MS })
}

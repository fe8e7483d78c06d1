import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Assistant = Schemas['Assistant']['draft']
export type AssistantInput = NonNullable<Schemas['AssistantInput']['draft']>
export type AssistantTrial = Schemas['AssistantTrial']
export type AssistantFailure = Schemas['AssistantFailure']
export type DraftUse = Schemas['DraftUse']
export type DraftUseRow = Schemas['DraftUseRow']

export function fetchAssistant(): Promise<Reply<Assistant>> {
  return mapped(request('get', '/api/v1/admin/assistant'), ({ draft }) => draft)
}

export function putAssistant(draft: AssistantInput): Promise<Reply<Assistant>> {
  return mapped(request('put', '/api/v1/admin/assistant', { body: { draft } }), (saved) => saved.draft)
}

/** Whether suggestions are on in shops that have no setting of their own. */
export function fetchSuggestionsForAll(): Promise<Reply<boolean>> {
  return mapped(request('get', '/api/v1/admin/assistant'), ({ suggestions }) => suggestions)
}

export function putSuggestionsForAll(suggestions: boolean): Promise<Reply<boolean>> {
  return mapped(request('put', '/api/v1/admin/assistant', { body: { suggestions } }), (saved) => saved.suggestions)
}

/** Longer than the server waits for the model. */
const TRIAL_MS = 45_000

export function tryAssistant(draft: AssistantInput): Promise<Reply<AssistantTrial>> {
  return request('post', '/api/v1/admin/assistant/try', { body: { draft }, withinMs: TRIAL_MS })
}

/** Days as `2026-12-01`, both included. */
export function fetchDraftUse(from: string, to: string): Promise<Reply<DraftUse>> {
  return request('get', '/api/v1/admin/assistant/use', { query: { from, to } })
}

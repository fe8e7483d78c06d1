import { request, type Schemas } from '@/shared/http'

/** What could be answered: a phrase, or an answer that people of the shop gave before. */
export type Suggestion = Schemas['Suggestion']
export type SuggestionSource = Schemas['SuggestionSource']
/** Whether a shop's agents are shown suggestions, and what there is to suggest. */
export type SuggestionSetting = Schemas['SuggestionSetting']

export function fetchSuggestions(conversation: string) {
  return request('post', '/api/v1/conversations/{id}/suggestions', { path: { id: conversation } })
}

export function fetchSetting(shop: string) {
  return request('get', '/api/v1/shops/{shop}/suggestions', { path: { shop } })
}

export function putSetting(shop: string, wanted: { enabled: boolean; threshold: number }) {
  return request('put', '/api/v1/shops/{shop}/suggestions', { path: { shop }, body: wanted })
}

/** What a question would be suggested, with what is just not shown. */
export function tryQuestion(shop: string, text: string) {
  return request('post', '/api/v1/shops/{shop}/suggestions/try', { path: { shop }, body: { text } })
}

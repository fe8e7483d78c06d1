import type { Assistant, AssistantInput } from './assistantApi'

/** What is being entered. */
export interface AssistantForm {
  enabled: boolean
  url: string
  model: string
  /** Empty: as it was. */
  key: string
  keyRemoved: boolean
  daily: number
}

export function formOf({ enabled, base_url, model, daily_limit }: Assistant): AssistantForm {
  return { enabled, url: base_url, model, key: '', keyRemoved: false, daily: daily_limit }
}

export function wishOf({ enabled, url, model, key, keyRemoved, daily }: AssistantForm): AssistantInput {
  const written = key.trim()
  return { enabled, base_url: url, model, daily_limit: daily, ...(written !== '' ? { api_key: written } : keyRemoved ? { api_key: null } : {}) }
}

/** Of an address as it is typed; null for what is none. */
export function hostOf(url: string): string | null {
  return URL.parse(url.trim())?.host || null
}

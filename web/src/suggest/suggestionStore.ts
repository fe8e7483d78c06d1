import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { fetchSuggestions, type Suggestion } from './suggestApi'

interface Known {
  /** The newest message that they are for. */
  to: string
  suggestions: readonly Suggestion[]
}

/** What could be answered, by conversation; for the newest question only. */
export const useSuggestionStore = defineStore('suggestion', () => {
  const abilities = useAbilityStore()
  const known = shallowReactive(new Map<string, Known>())
  /** Questions for which somebody does not want to see any. */
  const dismissed = shallowReactive(new Set<string>())
  /** Shops where suggestions are off. */
  const off = new Set<string>()
  /** Rises when a setting has changed. */
  const changes = ref(0)

  /** Whether the server may have something to say to this question. */
  function asks(conversationId: string, shop: string, question: string): boolean {
    return abilities.can('suggestions') && !off.has(shop) && !dismissed.has(question) && known.get(conversationId)?.to !== question
  }

  async function ask(conversationId: string, shop: string, question: string): Promise<void> {
    const asOf = changes.value
    const reply = await fetchSuggestions(conversationId)
    if (reply.kind !== 'ok' || asOf !== changes.value) {
      return // Silence: the agent writes as without.
    }
    if (!reply.value.enabled) {
      off.add(shop)
    }
    known.set(conversationId, { to: question, suggestions: reply.value.suggestions })
  }

  function to(conversationId: string, question: string | null): readonly Suggestion[] {
    const found = known.get(conversationId)
    return found === undefined || question === null || found.to !== question || dismissed.has(question) ? [] : found.suggestions
  }

  function dismiss(question: string): void {
    dismissed.add(question)
  }

  /** Somebody has changed a shop's setting. */
  function renew(): Promise<void> {
    off.clear()
    known.clear()
    changes.value++
    return Promise.resolve()
  }

  function clear(): void {
    dismissed.clear()
    void renew()
  }

  return { changes, asks, ask, to, dismiss, renew, clear }
})

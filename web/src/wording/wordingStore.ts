import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { strongest, type Checked } from './hits'
import { checkText, type Action } from './wordingApi'

/** What was found in the texts that are being written, by conversation; the server looks, by the shop's rules. */
export const useWordingStore = defineStore('wording', () => {
  const abilities = useAbilityStore()
  const checked = shallowReactive(new Map<string, Checked>())
  /** The texts about which their writers were asked; the same text again is sent. */
  const asked = shallowReactive(new Map<string, string>())
  /** Shops where nothing is looked for. */
  const off = new Set<string>()
  /** Rises when rules have changed: what was found may be wrong. */
  const changes = ref(0)

  /** Whether there is anything to ask the server about a text. */
  function looks(shop: string, text: string): boolean {
    return abilities.can('policy') && !off.has(shop) && text.trim() !== ''
  }

  async function check(conversationId: string, shop: string, text: string): Promise<void> {
    const asOf = changes.value
    const reply = await checkText(shop, text)
    if (reply.kind !== 'ok' || asOf !== changes.value) {
      return
    }
    if (!reply.value.active) {
      off.add(shop)
    }
    checked.set(conversationId, { text, hits: reply.value.hits })
  }

  function of(conversationId: string): Checked | null {
    return checked.get(conversationId) ?? null
  }

  /** What the rules demand of this very text; null where they demand nothing, or it is not known. */
  function demanded(conversationId: string, text: string): Action | null {
    const known = of(conversationId)
    return known !== null && known.text.trim() === text.trim() ? strongest(known.hits) : null
  }

  /** The writer is asked about this text. */
  function ask(conversationId: string, text: string): void {
    asked.set(conversationId, text.trim())
  }

  function wasAsked(conversationId: string, text: string): boolean {
    return asked.get(conversationId) === text.trim()
  }

  /** The server did not take a text. */
  function refused(conversationId: string, text: Checked): void {
    checked.set(conversationId, text)
    ask(conversationId, text.text)
  }

  function forget(conversationId: string): void {
    checked.delete(conversationId)
    asked.delete(conversationId)
  }

  /** Somebody has changed a shop's rules. */
  function renew(): Promise<void> {
    off.clear()
    checked.clear()
    changes.value++
    return Promise.resolve()
  }

  function clear(): void {
    asked.clear()
    void renew()
  }

  return { changes, looks, check, of, demanded, ask, wasAsked, refused, forget, renew, clear }
})

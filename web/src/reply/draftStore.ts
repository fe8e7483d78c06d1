import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { http, nothing } from '@/shared/http'
import { asArray, asObject, asText } from '@/shared/json'
import { kept } from '@/shared/kept'

/** The server is told when somebody pauses, not for every letter. */
const TELL_AFTER_MS = 1_000

/**
 * What was typed and not sent, by conversation. It is in the browser's store at every letter, and on the server a
 * moment later; what the server has not heard of yet is newer than what it has.
 */
export const useDraftStore = defineStore('draft', () => {
  const abilities = useAbilityStore()
  const drafts = shallowReactive(new Map<string, string>())
  const telling = new Map<string, ReturnType<typeof setTimeout>>()
  let prefix = ''
  let untoldPrefix = ''

  function takeUp(username: string): void {
    prefix = `draft.${username}.`
    untoldPrefix = `untold.${username}.`
    drafts.clear()
    for (const key of kept.keys(prefix)) {
      const text = kept.read(key) ?? ''
      if (text !== '') {
        drafts.set(key.slice(prefix.length), text)
      }
    }
  }

  /** Brings both sides together, after the start and after a time without a line. */
  async function load(): Promise<void> {
    if (!abilities.can('drafts')) {
      return
    }
    const untold = new Set(kept.keys(untoldPrefix).map((key) => key.slice(untoldPrefix.length)))
    untold.forEach((id) => void tell(id))
    const reply = await http('/api/v1/drafts', { decode: decodeDrafts })
    if (reply.kind !== 'ok') {
      return
    }
    for (const id of new Set([...drafts.keys(), ...reply.value.keys()])) {
      if (!untold.has(id) && !telling.has(id)) {
        hold(id, reply.value.get(id) ?? '')
      }
    }
  }

  function get(conversationId: string): string {
    return drafts.get(conversationId) ?? ''
  }

  function write(conversationId: string, text: string): void {
    if (get(conversationId) === text) {
      return
    }
    hold(conversationId, text)
    kept.write(untoldPrefix + conversationId, '1')
    clearTimeout(telling.get(conversationId))
    telling.set(conversationId, setTimeout(() => void tell(conversationId), TELL_AFTER_MS))
  }

  function hold(conversationId: string, text: string): void {
    if (text === '') {
      drafts.delete(conversationId)
      kept.remove(prefix + conversationId)
    } else {
      drafts.set(conversationId, text)
      kept.write(prefix + conversationId, text)
    }
  }

  async function tell(conversationId: string): Promise<void> {
    telling.delete(conversationId)
    if (!abilities.can('drafts')) {
      return
    }
    const text = get(conversationId)
    const reply = await http(`/api/v1/conversations/${encodeURIComponent(conversationId)}/draft`, { method: 'PUT', body: { text }, decode: nothing })
    const settled = reply.kind === 'ok' || reply.kind === 'refused'
    if (settled && get(conversationId) === text) {
      kept.remove(untoldPrefix + conversationId)
    }
  }

  /** Puts a text back in front of what is being typed. */
  function putBack(conversationId: string, text: string): void {
    if (text !== '') {
      const present = get(conversationId)
      write(conversationId, present === '' ? text : `${text}\n${present}`)
    }
  }

  function clear(): void {
    telling.forEach((timer) => clearTimeout(timer))
    telling.clear()
    drafts.clear()
  }

  return { get, write, putBack, takeUp, load, clear }
})

function decodeDrafts(json: unknown): Map<string, string> {
  return new Map(
    asArray(asObject(json)['drafts']).map((entry) => {
      const object = asObject(entry)
      return [asText(object['conversation_id']), asText(object['text'])]
    }),
  )
}

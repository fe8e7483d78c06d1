import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { kept } from '@/shared/kept'

/** What was typed and not sent, by conversation; kept over reloads for the person who typed it. */
export const useDraftStore = defineStore('draft', () => {
  const drafts = shallowReactive(new Map<string, string>())
  let prefix = ''

  function takeUp(username: string): void {
    prefix = `draft.${username}.`
    drafts.clear()
    for (const key of kept.keys(prefix)) {
      const text = kept.read(key) ?? ''
      if (text !== '') {
        drafts.set(key.slice(prefix.length), text)
      }
    }
  }

  function get(conversationId: string): string {
    return drafts.get(conversationId) ?? ''
  }

  function write(conversationId: string, text: string): void {
    if (text === '') {
      drafts.delete(conversationId)
      kept.remove(prefix + conversationId)
    } else {
      drafts.set(conversationId, text)
      kept.write(prefix + conversationId, text)
    }
  }

  /** Puts a text back in front of what is being typed. */
  function putBack(conversationId: string, text: string): void {
    const present = get(conversationId)
    write(conversationId, present === '' ? text : `${text}\n${present}`)
  }

  function clear(): void {
    drafts.clear()
  }

  return { get, write, putBack, takeUp, clear }
})

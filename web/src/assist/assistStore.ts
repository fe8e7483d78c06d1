import { defineStore } from 'pinia'
import { shallowReactive, shallowRef, watch } from 'vue'
import { useMessageStore } from '@/conversation/messageStore'
import { useDraftStore } from '@/reply/draftStore'
import { useAbilityStore } from '@/shared/abilities'
import { request, streamed } from '@/shared/http'
import { t } from '@/shared/i18n/i18n'
import { asText } from '@/shared/json'
import { troubleWords } from '@/shared/toast'
import { failureWords } from './assistantWords'
import { warningsOf, type Warning } from './draftWarnings'

/** How it stands with the draft of one conversation. */
export type Drafting =
  | { kind: 'writing'; text: string; place: string | null; stop: AbortController }
  | { kind: 'ready'; text: string; place: string | null; warnings: readonly Warning[] }
  | { kind: 'note'; words: string }

/** Drafts by a language model, by conversation. Their text is in the composer, as if somebody had typed it. */
export const useAssistStore = defineStore('assist', () => {
  const abilities = useAbilityStore()
  const drafts = useDraftStore()
  const messages = useMessageStore()
  const draftings = shallowReactive(new Map<string, Drafting>())
  /** The host that drafts; null where none does. */
  const host = shallowRef<string | null>(null)

  async function load(): Promise<void> {
    if (!abilities.can('drafting')) {
      return
    }
    const reply = await request('get', '/api/v1/assistant')
    if (reply.kind === 'ok') {
      host.value = reply.value.draft ? reply.value.host : null
    }
  }

  function of(conversationId: string): Drafting | null {
    return draftings.get(conversationId) ?? null
  }

  function isWriting(conversationId: string): boolean {
    return of(conversationId)?.kind === 'writing'
  }

  /** What is still to be looked at of a draft. */
  function warnings(conversationId: string): readonly Warning[] {
    const drafting = of(conversationId)
    return drafting?.kind === 'ready' ? drafting.warnings : []
  }

  async function start(conversationId: string): Promise<void> {
    if (host.value === null || isWriting(conversationId)) {
      return
    }
    if (drafts.get(conversationId).trim() !== '') {
      note(conversationId, t('assist.notEmpty'))
      return
    }
    const stop = new AbortController()
    draftings.set(conversationId, { kind: 'writing', text: '', place: placeOf(conversationId), stop })
    let ended = false
    const reply = await streamed('/api/v1/conversations/{id}/draft', { id: conversationId }, stop.signal, (event, data) => {
      const drafting = mine(conversationId, stop)
      if (drafting === null || ended) {
        return
      }
      switch (event) {
        case 'delta':
          write(conversationId, drafting, drafting.text + asText(data['text']))
          return
        case 'done':
          ended = true
          drafts.write(conversationId, asText(data['text']))
          draftings.set(conversationId, { kind: 'ready', text: asText(data['text']), place: drafting.place, warnings: warningsOf(data) })
          return
        case 'failed':
          ended = true
          giveUp(conversationId, asText(data['reason']) === 'stale' ? t('assist.stale') : failureWords(asText(data['reason'])))
          return
      }
    })
    if (!ended && mine(conversationId, stop) !== null) {
      giveUp(conversationId, reply.kind === 'ok' ? failureWords('cut') : troubleWords(reply))
    }
  }

  /** The one that this request began, unless somebody has stopped it or written into it. */
  function mine(conversationId: string, stop: AbortController): Extract<Drafting, { kind: 'writing' }> | null {
    const drafting = of(conversationId)
    return drafting?.kind === 'writing' && drafting.stop === stop ? drafting : null
  }

  function write(conversationId: string, drafting: Extract<Drafting, { kind: 'writing' }>, text: string): void {
    draftings.set(conversationId, { ...drafting, text })
    drafts.write(conversationId, text)
  }

  /** What came of it goes; a word that somebody has written meanwhile stays. */
  function giveUp(conversationId: string, words: string): void {
    const drafting = of(conversationId)
    if (drafting === null || drafting.kind === 'note') {
      return
    }
    if (drafting.kind === 'writing') {
      drafting.stop.abort()
    }
    const untouched = drafts.get(conversationId) === drafting.text
    draftings.delete(conversationId)
    if (untouched) {
      drafts.write(conversationId, '')
      note(conversationId, words)
    }
  }

  function stop(conversationId: string): void {
    giveUp(conversationId, t('assist.stopped'))
  }

  function note(conversationId: string, words: string): void {
    draftings.set(conversationId, { kind: 'note', words })
  }

  /** A note has been read, or a draft is dropped. */
  function drop(conversationId: string): void {
    const drafting = of(conversationId)
    draftings.delete(conversationId)
    if (drafting?.kind === 'ready') {
      drafts.write(conversationId, '')
    }
  }

  /** The last message that somebody has written, of either side. */
  function placeOf(conversationId: string): string | null {
    return messages.timeline(conversationId).messages.findLast((message) => !message.origin.startsWith('auto:') && message.state !== 'failed')?.id ?? null
  }

  /** Somebody types into it, sends or empties it, or the talk has gone on. */
  watch(
    () => [...draftings].map(([id, drafting]) => [id, drafting.kind, placeOf(id), drafts.get(id)].join('\n')),
    () => {
      for (const [id, drafting] of draftings) {
        const text = drafts.get(id)
        if (drafting.kind === 'note') {
          if (text !== '' && drafting.words !== t('assist.notEmpty')) {
            draftings.delete(id)
          }
        } else if (drafting.kind === 'writing' && text !== drafting.text) {
          drafting.stop.abort()
          draftings.delete(id)
        } else if (drafting.kind === 'ready' && text === '') {
          draftings.delete(id)
        } else if (drafting.place === null) {
          // It was asked for while the chat was still being read; the server knows what it was asked about.
          const place = placeOf(id)
          if (place !== null) {
            draftings.set(id, { ...drafting, place })
          }
        } else if (drafting.place !== placeOf(id) && text === drafting.text) {
          giveUp(id, t('assist.stale'))
        }
      }
    },
  )

  function clear(): void {
    for (const drafting of draftings.values()) {
      if (drafting.kind === 'writing') {
        drafting.stop.abort()
      }
    }
    draftings.clear()
    host.value = null
  }

  return { host, load, of, isWriting, warnings, start, stop, drop, clear }
})

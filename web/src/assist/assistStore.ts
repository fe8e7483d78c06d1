import { defineStore } from 'pinia'
import { shallowReactive, shallowRef, watch } from 'vue'
import { useMessageStore } from '@/conversation/messageStore'
import { useDraftStore } from '@/reply/draftStore'
import { textOf } from '@/reply/outgoing'
import { useReplyStore } from '@/reply/replyStore'
import { useAbilityStore } from '@/shared/abilities'
import { request, streamed } from '@/shared/http'
import { t } from '@/shared/i18n/i18n'
import { asText, asTextOrNull, type JsonObject } from '@/shared/json'
import { troubleWords } from '@/shared/toast'
import { failureWords } from './assistantWords'
import { warningsOf, type Warning } from './draftWarnings'

/** What a model writes into the composer: an answer, or one message of the lines that stood there. */
export type Written = 'draft' | 'merge'

/** `text`: as it was put into the composer. `original`: what stands there again when it is not wanted. */
interface InComposer {
  what: Written
  text: string
  original: string
  place: string | null
}

/** How it stands with what a model writes for one conversation. */
export type Drafting =
  | ({ kind: 'writing'; stop: AbortController } & InComposer)
  | ({ kind: 'ready'; draftId: string | null; warnings: readonly Warning[] } & InComposer)
  | { kind: 'note'; words: string; /** What stood in the composer; a note about it goes with it. */ beside: string }

/** From here on a text is worth shortening. */
const LONG_CHARS = 120

/** Drafts by a language model, by conversation. Their text is in the composer, as if somebody had typed it. */
export const useAssistStore = defineStore('assist', () => {
  const abilities = useAbilityStore()
  const drafts = useDraftStore()
  const messages = useMessageStore()
  const replies = useReplyStore()
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

  /** The draft that the text in the composer was made of; null where there is none. */
  function draftId(conversationId: string): string | null {
    const drafting = of(conversationId)
    return drafting?.kind === 'ready' ? drafting.draftId : null
  }

  async function start(conversationId: string): Promise<void> {
    if (host.value === null || isWriting(conversationId)) {
      return
    }
    if (drafts.get(conversationId).trim() !== '') {
      note(conversationId, t('assist.notEmpty'))
      return
    }
    await run(conversationId, 'draft', '', null)
  }

  /** What the server has not taken, and what stands in the composer: what would become one message. */
  function unsentLines(conversationId: string): string[] {
    return [...refusedTexts(conversationId).map(({ outgoing }) => textOf(outgoing)), ...drafts.get(conversationId).split('\n')].map((line) => line.trim()).filter((line) => line !== '')
  }

  function refusedTexts(conversationId: string) {
    return replies.of(conversationId).filter(({ outgoing, phase }) => outgoing.type === 'text' && phase.kind === 'refused')
  }

  function canMerge(conversationId: string): boolean {
    const lines = unsentLines(conversationId)
    return host.value !== null && of(conversationId)?.kind !== 'writing' && (lines.length > 1 || (lines[0] ?? '').length > LONG_CHARS)
  }

  /** Makes one message of one's own lines; they are in the composer before, and there again when it fails. */
  async function merge(conversationId: string): Promise<void> {
    if (!canMerge(conversationId)) {
      return
    }
    const lines = unsentLines(conversationId)
    const original = lines.join('\n')
    const madeOf = draftId(conversationId)
    draftings.delete(conversationId)
    drafts.write(conversationId, original)
    refusedTexts(conversationId).forEach(({ clientId }) => replies.discard(clientId))
    await run(conversationId, 'merge', original, madeOf, { lines })
  }

  /** `madeOf`: the draft that the original was. */
  async function run(conversationId: string, what: Written, original: string, madeOf: string | null, body?: JsonObject): Promise<void> {
    const stop = new AbortController()
    draftings.set(conversationId, { kind: 'writing', what, text: original, original, place: placeOf(conversationId), stop })
    let ended = false
    let came = ''
    const path = what === 'draft' ? '/api/v1/conversations/{id}/draft' : '/api/v1/conversations/{id}/merge'
    const heard = (event: string, data: JsonObject): void => {
      const drafting = mine(conversationId, stop)
      if (drafting === null || ended) {
        return
      }
      switch (event) {
        case 'delta':
          came += asText(data['text'])
          write(conversationId, drafting, came)
          return
        case 'done':
          ended = true
          drafts.write(conversationId, asText(data['text']))
          draftings.set(conversationId, { kind: 'ready', what, text: asText(data['text']), original, place: drafting.place, draftId: asTextOrNull(data['draft_id']) ?? madeOf, warnings: warningsOf(data) })
          return
        case 'failed':
          ended = true
          giveUp(conversationId, asText(data['reason']) === 'stale' ? staleWords(what) : failureWords(asText(data['reason'])))
          return
      }
    }
    const reply = await streamed(path, { id: conversationId }, stop.signal, heard, body)
    if (!ended && mine(conversationId, stop) !== null) {
      giveUp(conversationId, reply.kind === 'ok' ? failureWords('cut') : troubleWords(reply))
    }
  }

  function staleWords(what: Written): string {
    return t(what === 'merge' ? 'assist.mergeStale' : 'assist.stale')
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
      drafts.write(conversationId, drafting.original)
      note(conversationId, words)
    }
  }

  function stop(conversationId: string): void {
    const drafting = of(conversationId)
    giveUp(conversationId, t(drafting?.kind === 'writing' && drafting.what === 'merge' ? 'assist.mergeStopped' : 'assist.stopped'))
  }

  function note(conversationId: string, words: string): void {
    draftings.set(conversationId, { kind: 'note', words, beside: drafts.get(conversationId) })
  }

  /** A note has been read, or what was written is dropped. */
  function drop(conversationId: string): void {
    const drafting = of(conversationId)
    draftings.delete(conversationId)
    if (drafting?.kind === 'ready') {
      drafts.write(conversationId, drafting.original)
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
          if (text !== drafting.beside) {
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
          giveUp(id, staleWords(drafting.what))
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

  return { host, load, of, isWriting, warnings, draftId, start, canMerge, merge, stop, drop, clear }
})

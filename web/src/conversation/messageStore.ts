import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Loading } from './conversationStore'
import type { Message } from './conversation'
import { fetchMessages, NEWEST, type MessagePage, type Part } from './conversationApi'
import { applyChanges, applyNewerPage, applyPage, EMPTY_TIMELINE, SEQ_UNKNOWN, startAgain, stretchOf, type Timeline, without, withoutSeqs } from './timeline'

/** Conversations whose messages stay in memory; enough to switch between those being served without loading. */
const TIMELINES_MAX = 20

/** The messages of the conversations that were opened. */
export const useMessageStore = defineStore('message', () => {
  const timelines = shallowReactive(new Map<string, Timeline>())
  const loading = shallowReactive(new Map<string, Loading>())
  /** Which part `loading` is about. */
  const asked = shallowReactive(new Map<string, Part['kind']>())
  /** How often each conversation was turned to another stretch. */
  const stretches = new Map<string, number>()
  const underway = new Map<string, Promise<void>>()

  function timeline(conversationId: string): Timeline {
    return timelines.get(conversationId) ?? EMPTY_TIMELINE
  }

  function loadingOf(conversationId: string): Loading {
    return loading.get(conversationId) ?? 'idle'
  }

  /** How it stands with the page on one side of what is shown. */
  function loadingOfSide(conversationId: string, side: 'before' | 'after'): Loading {
    return asked.get(conversationId) === side ? loadingOf(conversationId) : 'idle'
  }

  async function open(conversationId: string): Promise<void> {
    const present = timelines.get(conversationId)
    if (present?.hasNewer === true) {
      await openNewest(conversationId) // Left in the middle, after a search.
      return
    }
    if (present !== undefined) {
      touch(conversationId, present)
    }
    if (present?.loaded !== true) {
      // From here on live changes are kept, also those that overtake the first page.
      touch(conversationId, present ?? EMPTY_TIMELINE)
      await loadPage(conversationId, NEWEST)
    }
  }

  /** From the middle back to the newest, whatever is on its way for the stretch that is left. */
  async function openNewest(conversationId: string): Promise<void> {
    turnTo(conversationId)
    touch(conversationId, EMPTY_TIMELINE)
    await loadPage(conversationId, NEWEST)
  }

  /** Whether there came any. */
  async function loadOlder(conversationId: string, limit?: number): Promise<boolean> {
    const present = timeline(conversationId)
    const oldest = present.messages[0]
    if (!present.loaded || !present.hasMore || oldest === undefined) {
      return false
    }
    await loadPage(conversationId, { kind: 'before', id: oldest.id }, limit)
    return timeline(conversationId).messages[0]?.id !== oldest.id
  }

  async function loadNewer(conversationId: string): Promise<void> {
    const present = timeline(conversationId)
    const newest = present.messages.at(-1)
    if (present.loaded && present.hasNewer && newest !== undefined) {
      await loadPage(conversationId, { kind: 'after', id: newest.id })
    }
  }

  /** Makes sure that a message is there, however far back: with the stretch around it. */
  async function reach(conversationId: string, messageId: string): Promise<boolean> {
    const isThere = () => timeline(conversationId).messages.some((message) => message.id === messageId)
    if (!isThere()) {
      turnTo(conversationId)
      await loadPage(conversationId, { kind: 'around', id: messageId })
      if (loadingOf(conversationId) === 'failed') {
        loading.set(conversationId, 'idle') // What is shown is as whole as it was.
      }
    }
    return isThere()
  }

  /** An answer that is still on its way for another stretch is not waited for and not taken. */
  function turnTo(conversationId: string): void {
    stretches.set(conversationId, (stretches.get(conversationId) ?? 0) + 1)
    loading.set(conversationId, 'idle')
  }

  /** One at a time; who asks meanwhile waits for that one. */
  function loadPage(conversationId: string, part: Part, limit?: number): Promise<void> {
    const present = underway.get(conversationId)
    if (present !== undefined && loadingOf(conversationId) === 'loading') {
      return present
    }
    const page = readPage(conversationId, part, limit)
    underway.set(conversationId, page)
    return page
  }

  async function readPage(conversationId: string, part: Part, limit?: number): Promise<void> {
    loading.set(conversationId, 'loading')
    asked.set(conversationId, part.kind)
    const stretch = stretches.get(conversationId)
    const reply = await fetchMessages(conversationId, part, limit)
    if (stretch !== stretches.get(conversationId)) {
      return
    }
    loading.set(conversationId, reply.kind === 'ok' ? 'idle' : 'failed')
    const present = timelines.get(conversationId)
    if (reply.kind === 'ok' && present !== undefined) {
      timelines.set(conversationId, withPage(present, part, reply.value))
    }
  }

  function apply(messages: readonly Message[], seq: number): void {
    for (const [conversationId, changes] of grouped(messages)) {
      const present = timelines.get(conversationId)
      if (present !== undefined) {
        timelines.set(conversationId, applyChanges(present, changes, seq))
      }
    }
  }

  /** What was taken back before it left: as if it had never been written. */
  function remove(ids: readonly string[]): void {
    const gone = new Set(ids)
    for (const [conversationId, present] of timelines) {
      if (present.messages.some((message) => gone.has(message.id))) {
        timelines.set(conversationId, without(present, gone))
      }
    }
  }

  /** The server's answer to our own post. */
  function accept(message: Message): void {
    const present = timelines.get(message.conversation_id)
    if (present !== undefined && !present.seqs.has(message.id)) {
      timelines.set(message.conversation_id, applyChanges(present, [message], SEQ_UNKNOWN))
    }
  }

  /** After a reset: everything is forgotten, and what is on screen is read again. */
  async function reload(openId: string | null): Promise<void> {
    for (const id of [...timelines.keys()]) {
      if (id !== openId) {
        timelines.delete(id)
      }
    }
    const present = openId === null ? undefined : timelines.get(openId)
    if (openId === null || present === undefined) {
      return
    }
    turnTo(openId)
    timelines.set(openId, withoutSeqs(present))
    const reply = await fetchMessages(openId, NEWEST)
    if (reply.kind === 'ok') {
      timelines.set(openId, startAgain(timeline(openId), reply.value.messages, reply.value.seq, reply.value.has_more))
    } else {
      timelines.delete(openId)
      loading.set(openId, 'failed')
    }
  }

  function touch(conversationId: string, present: Timeline): void {
    timelines.delete(conversationId)
    timelines.set(conversationId, present)
    for (const id of timelines.keys()) {
      if (timelines.size <= TIMELINES_MAX) {
        break
      }
      timelines.delete(id)
      loading.delete(id)
      asked.delete(id)
      stretches.delete(id)
      underway.delete(id)
    }
  }

  function clear(): void {
    timelines.clear()
    loading.clear()
    asked.clear()
  }

  return { timeline, loadingOf, loadingOfSide, open, openNewest, loadOlder, loadNewer, reach, apply, accept, remove, reload, clear }
})

function withPage(present: Timeline, part: Part, { messages, seq, has_more: hasMore, has_newer: hasNewer }: MessagePage): Timeline {
  switch (part.kind) {
    case 'newest':
    case 'before':
      return applyPage(present, messages, seq, hasMore)
    case 'after':
      return applyNewerPage(present, messages, seq, hasNewer)
    case 'around':
      return messages.length === 0 ? present : stretchOf(present, messages, seq, hasMore, hasNewer)
  }
}

function grouped(messages: readonly Message[]): Map<string, Message[]> {
  const groups = new Map<string, Message[]>()
  for (const message of messages) {
    groups.set(message.conversation_id, [...(groups.get(message.conversation_id) ?? []), message])
  }
  return groups
}

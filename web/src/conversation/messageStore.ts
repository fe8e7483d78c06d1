import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Loading } from './conversationStore'
import type { Message } from './conversation'
import { fetchMessages } from './conversationApi'
import { applyChanges, applyPage, EMPTY_TIMELINE, SEQ_UNKNOWN, startAgain, type Timeline, withoutSeqs } from './timeline'

/** Conversations whose messages stay in memory; enough to switch between those being served without loading. */
const TIMELINES_MAX = 20

/** The messages of the conversations that were opened. */
export const useMessageStore = defineStore('message', () => {
  const timelines = shallowReactive(new Map<string, Timeline>())
  const loading = shallowReactive(new Map<string, Loading>())

  function timeline(conversationId: string): Timeline {
    return timelines.get(conversationId) ?? EMPTY_TIMELINE
  }

  function loadingOf(conversationId: string): Loading {
    return loading.get(conversationId) ?? 'idle'
  }

  async function open(conversationId: string): Promise<void> {
    const present = timelines.get(conversationId)
    if (present !== undefined) {
      touch(conversationId, present)
    }
    if (present?.loaded !== true) {
      // From here on live changes are kept, also those that overtake the first page.
      touch(conversationId, present ?? EMPTY_TIMELINE)
      await loadPage(conversationId, null)
    }
  }

  async function loadOlder(conversationId: string): Promise<void> {
    const present = timeline(conversationId)
    const oldest = present.messages[0]
    if (present.loaded && present.hasMore && oldest !== undefined) {
      await loadPage(conversationId, oldest.id)
    }
  }

  async function loadPage(conversationId: string, before: string | null): Promise<void> {
    if (loadingOf(conversationId) === 'loading') {
      return
    }
    loading.set(conversationId, 'loading')
    const reply = await fetchMessages(conversationId, before)
    if (reply.kind !== 'ok') {
      loading.set(conversationId, 'failed')
      return
    }
    const { messages, seq, hasMore } = reply.value
    const present = timelines.get(conversationId)
    loading.set(conversationId, 'idle')
    if (present !== undefined) {
      timelines.set(conversationId, applyPage(present, messages, seq, hasMore))
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

  /** The server's answer to our own post. */
  function accept(message: Message): void {
    const present = timelines.get(message.conversationId)
    if (present !== undefined && !present.seqs.has(message.id)) {
      timelines.set(message.conversationId, applyChanges(present, [message], SEQ_UNKNOWN))
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
    timelines.set(openId, withoutSeqs(present))
    const reply = await fetchMessages(openId, null)
    if (reply.kind === 'ok') {
      timelines.set(openId, startAgain(timeline(openId), reply.value.messages, reply.value.seq, reply.value.hasMore))
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
    }
  }

  function clear(): void {
    timelines.clear()
    loading.clear()
  }

  return { timeline, loadingOf, open, loadOlder, apply, accept, reload, clear }
})

function grouped(messages: readonly Message[]): Map<string, Message[]> {
  const groups = new Map<string, Message[]>()
  for (const message of messages) {
    groups.set(message.conversationId, [...(groups.get(message.conversationId) ?? []), message])
  }
  return groups
}

import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Message } from '@/conversation/conversation'
import { useMessageStore } from '@/conversation/messageStore'
import type { Reply } from '@/shared/http'
import { millisOf } from '@/shared/instant'
import { randomUuid } from '@/shared/uuid'
import { postText } from './replyApi'
import { dropUnsent, keepUnsent, keptUnsent, nextToPost, type Phase, type Unsent } from './unsent'

/** An answer older than this is not sent again unasked: by then the customer may have been told something else. */
const SENT_AGAIN_WITHIN_MS = 5 * 60_000

/** The answers on their way from this page to the server. */
export const useReplyStore = defineStore('reply', () => {
  const messages = useMessageStore()
  const unsent = shallowRef<readonly Unsent[]>([])
  let username = ''

  function of(conversationId: string): Unsent[] {
    return unsent.value.filter((one) => one.conversationId === conversationId)
  }

  /** Takes up what this person left unsent when the page was last closed. */
  function takeUp(name: string): void {
    username = name
    unsent.value = keptUnsent(name)
  }

  function send(conversationId: string, content: string): void {
    const one: Unsent = {
      clientId: randomUuid(),
      conversationId,
      content,
      createdAt: new Date().toISOString(),
      phase: { kind: 'waiting' },
    }
    keepUnsent(username, one)
    unsent.value = [...unsent.value, one]
    void post(conversationId)
  }

  function retry(clientId: string): void {
    const one = unsent.value.find((other) => other.clientId === clientId)
    if (one !== undefined && one.phase.kind !== 'posting') {
      // What stands behind it waited for it, and goes with it.
      for (const other of of(one.conversationId)) {
        if (other.clientId === clientId || other.phase.kind === 'unreachable') {
          enter(other.clientId, { kind: 'waiting' })
        }
      }
      void post(one.conversationId)
    }
  }

  /** The line is back: what could not be sent a moment ago is sent. */
  function retryRecent(): void {
    const newest = Date.now() - SENT_AGAIN_WITHIN_MS
    for (const one of unsent.value) {
      if (one.phase.kind === 'unreachable' && millisOf(one.createdAt) >= newest) {
        retry(one.clientId)
      }
    }
  }

  function discard(clientId: string): void {
    dropUnsent(username, clientId)
    unsent.value = unsent.value.filter((one) => one.clientId !== clientId)
  }

  /** What the server shows under its own id is no longer ours to keep. */
  function forgetArrived(arrived: readonly Message[]): void {
    const clientIds = new Set(arrived.map((message) => message.clientId))
    for (const one of unsent.value) {
      if (clientIds.has(one.clientId)) {
        discard(one.clientId)
      }
    }
  }

  async function post(conversationId: string): Promise<void> {
    for (let one = nextToPost(unsent.value, conversationId); one !== null; one = nextToPost(unsent.value, conversationId)) {
      enter(one.clientId, { kind: 'posting' })
      const reply = await postText(conversationId, one.clientId, one.content)
      if (!unsent.value.some((other) => other.clientId === one?.clientId)) {
        continue // It came back over the live connection first.
      }
      settle(one, reply)
    }
  }

  function settle(one: Unsent, reply: Reply<Message | null>): void {
    switch (reply.kind) {
      case 'ok':
        if (reply.value !== null) {
          messages.accept(reply.value)
        }
        discard(one.clientId)
        return
      case 'refused':
        enter(one.clientId, { kind: 'refused', reason: reply.detail || `HTTP ${reply.status}` })
        return
      case 'signed-out':
      case 'throttled':
      case 'unreachable':
        for (const other of of(one.conversationId)) {
          if (other.phase.kind !== 'refused') {
            enter(other.clientId, { kind: 'unreachable' })
          }
        }
        return
    }
  }

  function enter(clientId: string, phase: Phase): void {
    unsent.value = unsent.value.map((one) => (one.clientId === clientId ? { ...one, phase } : one))
    const one = unsent.value.find((other) => other.clientId === clientId)
    if (one !== undefined) {
      keepUnsent(username, one)
    }
  }

  function clear(): void {
    unsent.value = [] // The browser's store keeps them for the next time this person logs in.
  }

  return { unsent, of, takeUp, send, retry, retryRecent, discard, forgetArrived, clear }
})

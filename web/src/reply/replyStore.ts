import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Message } from '@/conversation/conversation'
import { useConversationStore } from '@/conversation/conversationStore'
import { useMessageStore } from '@/conversation/messageStore'
import type { Reply } from '@/shared/http'
import { millisOf } from '@/shared/instant'
import { NOTHING_KEPT, ofAccount } from '@/shared/kept'
import { t } from '@/shared/i18n/i18n'
import type { JsonObject } from '@/shared/json'
import { refusedWords } from '@/shared/refusals'
import { toast } from '@/shared/toast'
import { randomUuid } from '@/shared/uuid'
import { useSettingsStore } from '@/settings/settingsStore'
import { useAbilityStore } from '@/shared/abilities'
import { hitsOf } from '@/wording/hits'
import { useWordingStore } from '@/wording/wordingStore'
import { useDraftStore } from './draftStore'
import { bytesOf, type Outgoing, TEXT_BYTES_MAX, textOf, textOut } from './outgoing'
import { postReply, postUndo } from './replyApi'
import { dropUnsent, isAboutWords, keepUnsent, keptUnsent, nextToPost, type Phase, REPLACED_HAS_LEFT, type Unsent } from './unsent'

/** An answer older than this is not sent again unasked: by then the customer may have been told something else. */
const SENT_AGAIN_WITHIN_MS = 5 * 60_000

/** A server in trouble is asked again this much later, also when the live line holds. */
const RETRY_AFTER_MS = 5_000

/** The answers on their way from this page to the server. */
export const useReplyStore = defineStore('reply', () => {
  const conversations = useConversationStore()
  const messages = useMessageStore()
  const settings = useSettingsStore()
  const abilities = useAbilityStore()
  const drafts = useDraftStore()
  const wording = useWordingStore()
  const unsent = shallowRef<readonly Unsent[]>([])
  let keeper = NOTHING_KEPT
  let retrying: ReturnType<typeof setTimeout> | undefined

  function of(conversationId: string): Unsent[] {
    return unsent.value.filter((one) => one.conversationId === conversationId)
  }

  /** How many the server has not confirmed and not refused. */
  function underway(conversationId: string): number {
    return of(conversationId).filter((one) => one.phase.kind !== 'refused').length
  }

  /** Takes up what this person left unsent when the page was last closed. */
  function takeUp(name: string): void {
    keeper = ofAccount(name)
    unsent.value = keptUnsent(keeper)
  }

  function send(conversationId: string, outgoing: Outgoing): void {
    add(conversationId, outgoing)
    void post(conversationId)
  }

  /**
   * A text; it becomes one message with `previous` when that is still held and both together are short enough. The
   * server changes the one for the other in one step, or leaves the first as it is. `confirmed`: its writer was asked
   * about its words. `draftId`: the model's draft that it was made of.
   */
  function sendText(conversationId: string, content: string, previous: Message | null, confirmed = false, draftId: string | null = null): void {
    const joined = previous === null ? '' : `${textOf(previous)}\n${content}`
    if (previous === null || bytesOf(joined) > TEXT_BYTES_MAX) {
      add(conversationId, textOut(content), null, confirmed, draftId)
    } else {
      add(conversationId, textOut(joined), { messageId: previous.id, alone: textOut(content) }, confirmed, draftId)
    }
    void post(conversationId)
  }

  function add(conversationId: string, outgoing: Outgoing, replaces: Unsent['replaces'] = null, confirmed = false, draftId: string | null = null): void {
    const one: Unsent = {
      clientId: randomUuid(),
      conversationId,
      outgoing,
      seen: newestSeen(conversationId),
      anyway: false,
      confirmed,
      draftId,
      createdAt: new Date().toISOString(),
      position: Math.max(0, ...unsent.value.map((other) => other.position)) + 1,
      replaces,
      phase: { kind: 'waiting' },
    }
    keepUnsent(keeper, one)
    unsent.value = [...unsent.value, one]
  }

  /** Who reads in the middle, after a search, has the newest one in the list only. */
  function newestSeen(conversationId: string): string | null {
    const { messages: shown, hasNewer } = messages.timeline(conversationId)
    return (hasNewer ? conversations.get(conversationId)?.last_message : shown.at(-1))?.id ?? null
  }

  /** Whether an answer that was still held is gone now. */
  async function takeBack(message: Message): Promise<boolean> {
    const reply = await postUndo(message.id)
    if (reply.kind !== 'ok') {
      return false
    }
    messages.remove([message.id])
    return true
  }

  /** A colleague has answered meanwhile, and this is to be sent all the same. */
  function sendAnyway(clientId: string): void {
    unsent.value = unsent.value.map((one) => (one.clientId === clientId ? { ...one, anyway: true } : one))
    enter(clientId, { kind: 'waiting' })
    const one = unsent.value.find((other) => other.clientId === clientId)
    if (one !== undefined) {
      void post(one.conversationId)
    }
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
    dropUnsent(keeper, clientId)
    unsent.value = unsent.value.filter((one) => one.clientId !== clientId)
  }

  /** What the server shows under its own id is no longer ours to keep. */
  function forgetArrived(arrived: readonly Message[]): void {
    const clientIds = new Set(arrived.map((message) => message.client_id))
    for (const one of unsent.value) {
      if (clientIds.has(one.clientId)) {
        discard(one.clientId)
      }
    }
  }

  async function post(conversationId: string): Promise<void> {
    for (let one = nextToPost(unsent.value, conversationId); one !== null; one = nextToPost(unsent.value, conversationId)) {
      enter(one.clientId, { kind: 'posting' })
      const reply = await postReply(one, abilities.can('undo') ? settings.settings.holdSeconds : 0)
      if (!unsent.value.some((other) => other.clientId === one?.clientId)) {
        continue // It came back over the live connection first.
      }
      settle(one, reply)
    }
  }

  function settle(one: Unsent, reply: Reply<Message>): void {
    switch (reply.kind) {
      case 'ok':
        if (one.replaces !== null) {
          messages.remove([one.replaces.messageId])
        }
        messages.accept(reply.value)
        discard(one.clientId)
        return
      case 'refused':
        if (one.replaces !== null) {
          // The held one stays: what is left to be sent, or was refused, is what was written after it.
          const { alone } = one.replaces
          unsent.value = unsent.value.map((other) => (other.clientId === one.clientId ? { ...other, outgoing: alone, replaces: null } : other))
        }
        if (one.replaces !== null && (reply.reason === REPLACED_HAS_LEFT || isAboutWords(reply.reason))) {
          enter(one.clientId, { kind: 'waiting' }) // By itself: what was said before it was decided before it.
          return
        }
        if (isAboutWords(reply.reason)) {
          putBack(one, reply.about)
          return
        }
        enter(one.clientId, { kind: 'refused', reason: reply.reason, detail: refusedWords(reply.reason, reply.about) })
        return
      case 'signed-out':
      case 'throttled':
      case 'unreachable':
        for (const other of of(one.conversationId)) {
          if (other.phase.kind !== 'refused') {
            enter(other.clientId, { kind: 'unreachable' })
          }
        }
        if (reply.kind !== 'signed-out') {
          clearTimeout(retrying)
          retrying = setTimeout(retryRecent, RETRY_AFTER_MS)
        }
        return
    }
  }

  /** Where it was written it can be changed, or sent all the same. */
  function putBack(one: Unsent, about: JsonObject): void {
    const text = textOf(one.outgoing)
    const present = drafts.get(one.conversationId)
    wording.refused(one.conversationId, { text, hits: hitsOf(about) })
    drafts.putBack(one.conversationId, text)
    discard(one.clientId)
    if (present !== '') {
      toast(t('wording.putBack'), 'warning')
    }
  }

  function enter(clientId: string, phase: Phase): void {
    unsent.value = unsent.value.map((one) => (one.clientId === clientId ? { ...one, phase } : one))
    const one = unsent.value.find((other) => other.clientId === clientId)
    if (one !== undefined) {
      keepUnsent(keeper, one)
    }
  }

  function clear(): void {
    clearTimeout(retrying)
    unsent.value = [] // The browser's store keeps them for the next time this person logs in.
  }

  return { unsent, of, underway, takeUp, send, sendText, takeBack, sendAnyway, retry, retryRecent, discard, forgetArrived, clear }
})

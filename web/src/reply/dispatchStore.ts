import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useAssistStore } from '@/assist/assistStore'
import type { Message } from '@/conversation/conversation'
import { useConversationStore } from '@/conversation/conversationStore'
import { customerName } from '@/conversation/customer/customerName'
import { useMessageStore } from '@/conversation/messageStore'
import { useSessionStore } from '@/session/sessionStore'
import { useSettingsStore } from '@/settings/settingsStore'
import { useAbilityStore } from '@/shared/abilities'
import { t } from '@/shared/i18n/i18n'
import { millisOf } from '@/shared/instant'
import { NOTHING_KEPT, ofAccount } from '@/shared/kept'
import { useServerClock } from '@/shared/serverClock'
import { toast } from '@/shared/toast'
import { useAttachmentStore } from './attachmentStore'
import { useDraftStore } from './draftStore'
import { useReplyStore } from './replyStore'

/** Too near to its departure to be taken back over the line. */
const UNDO_MARGIN_MS = 300
const BROKEN_OFF = 'brokenOff'

/**
 * Sends what was written to a customer: at once, or when its files are up. What was promised is kept here and not in
 * the composer, so it is sent whichever chat is looked at meanwhile.
 */
export const useDispatchStore = defineStore('dispatch', () => {
  const conversations = useConversationStore()
  const drafts = useDraftStore()
  const replies = useReplyStore()
  const attachments = useAttachmentStore()
  const messages = useMessageStore()
  const settings = useSettingsStore()
  const session = useSessionStore()
  const abilities = useAbilityStore()
  const clock = useServerClock()
  const assist = useAssistStore()

  /** Conversations whose answer waits for its files. */
  const waiting = shallowRef<ReadonlySet<string>>(new Set())
  /** Of those, the ones whose writers were asked about their words. */
  const confirmedOnes = new Set<string>()
  /** Conversations whose answer did not go, because the page was closed before its files were up. */
  const brokenOff = shallowRef<ReadonlySet<string>>(new Set())
  let keeper = NOTHING_KEPT

  function takeUp(username: string): void {
    keeper = ofAccount(username)
    brokenOff.value = new Set(keeper.ids(BROKEN_OFF))
    if (brokenOff.value.size > 0) {
      toast(t('attach.brokenOff', { n: brokenOff.value.size }), 'warning')
    }
  }

  function waitsForUploads(conversationId: string): boolean {
    return waiting.value.has(conversationId)
  }

  /** `confirmed`: its writer was asked about its words. */
  function send(conversationId: string, confirmed = false): void {
    if (confirmed) {
      confirmedOnes.add(conversationId)
    } else {
      confirmedOnes.delete(conversationId)
    }
    if (attachments.of(conversationId).some((one) => one.state.kind === 'uploading')) {
      waiting.value = new Set([...waiting.value, conversationId])
    } else {
      go(conversationId)
    }
  }

  function go(conversationId: string): void {
    const confirmed = confirmedOnes.delete(conversationId)
    forgetBrokenOff(conversationId)
    const content = drafts.get(conversationId).trim()
    const draftId = assist.draftId(conversationId)
    drafts.write(conversationId, '')
    for (const { id, state } of attachments.of(conversationId)) {
      if (state.kind === 'ready') {
        replies.send(conversationId, state.outgoing)
        attachments.remove(id)
      }
    }
    if (content !== '') {
      replies.sendText(conversationId, content, settings.settings.joinLines ? heldText(conversationId) : null, confirmed, draftId)
    }
  }

  /** One's own last answer, when it has not left yet and nothing was written after it. */
  function held(conversationId: string): Message | null {
    const last = messages.timeline(conversationId).messages.at(-1)
    const until = last?.can_undo_until ?? null
    if (last === undefined || until === null || !abilities.can('undo') || replies.of(conversationId).length > 0) {
      return null
    }
    const mine = last.by === session.user?.username && last.state === 'queued'
    return mine && millisOf(until) - clock.now > UNDO_MARGIN_MS ? last : null
  }

  function heldText(conversationId: string): Message | null {
    const last = held(conversationId)
    return last?.type === 'text' ? last : null
  }

  function forgetBrokenOff(conversationId: string): void {
    keeper.remove(BROKEN_OFF, conversationId)
    brokenOff.value = new Set([...brokenOff.value].filter((id) => id !== conversationId))
  }

  watch(
    () => attachments.attachments,
    () => waiting.value.forEach(lookAt),
  )

  function lookAt(conversationId: string): void {
    const states = attachments.of(conversationId).map((one) => one.state.kind)
    if (states.includes('uploading')) {
      return
    }
    waiting.value = new Set([...waiting.value].filter((id) => id !== conversationId))
    if (states.includes('failed')) {
      const conversation = conversations.get(conversationId)
      toast(t('attach.notSent', { name: conversation === null ? '' : customerName(conversation) }), 'warning')
    } else {
      go(conversationId)
    }
  }

  /** The page is left: no file can be carried over, so the promise is broken, and told when the page is next opened. */
  function breakOff(): void {
    waiting.value.forEach((id) => keeper.write(BROKEN_OFF, '1', id))
  }

  function clear(): void {
    breakOff()
    waiting.value = new Set()
    confirmedOnes.clear()
    brokenOff.value = new Set()
  }

  return { brokenOff, takeUp, waitsForUploads, send, held, forgetBrokenOff, breakOff, clear }
})

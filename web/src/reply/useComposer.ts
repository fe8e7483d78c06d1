import { computed, ref, watch } from 'vue'
import type { Conversation, Message } from '@/conversation/conversation'
import { useMessageStore } from '@/conversation/messageStore'
import { useSessionStore } from '@/session/sessionStore'
import { useSettingsStore } from '@/settings/settingsStore'
import { useAbilityStore } from '@/shared/abilities'
import { millisOf } from '@/shared/instant'
import { t, type Key } from '@/shared/i18n/i18n'
import { useServerClock } from '@/shared/serverClock'
import { toast } from '@/shared/toast'
import { ATTACHMENTS_MAX, useAttachmentStore } from './attachmentStore'
import { useDraftStore } from './draftStore'
import { useReplyStore } from './replyStore'
import { useBudgetWindow } from './useBudgetWindow'

/** Neighbouring channels of the platform take this many bytes; for this one no limit is published. */
export const LONG_BYTES = 2048
/** Too near to its departure to be taken back over the line. */
const UNDO_MARGIN_MS = 300

/** What is being written to one customer, and the sending of it. */
export function useComposer(conversation: () => Conversation) {
  const drafts = useDraftStore()
  const replies = useReplyStore()
  const store = useAttachmentStore()
  const messages = useMessageStore()
  const settings = useSettingsStore()
  const session = useSessionStore()
  const abilities = useAbilityStore()
  const clock = useServerClock()
  const budget = useBudgetWindow(conversation)

  const text = computed({
    get: () => drafts.get(conversation().id),
    set: (typed) => drafts.write(conversation().id, typed),
  })
  const attachments = computed(() => store.of(conversation().id))
  const closedBecause = computed<Key | null>(() => (budget.value.kind === 'closed' ? `composer.closed.${budget.value.why}` : null))
  const pieces = computed(() => attachments.value.length + (text.value.trim() === '' ? 0 : 1))
  const left = computed(() => (budget.value.kind === 'open' ? budget.value.left : 0))
  const lastOne = computed(() => left.value === 1)
  const tooMany = computed(() => closedBecause.value === null && pieces.value > Math.max(1, left.value))
  const bytes = computed(() => new TextEncoder().encode(text.value).length)
  const long = computed(() => bytes.value > LONG_BYTES)
  const uploading = computed(() => attachments.value.some((one) => one.state.kind === 'uploading'))
  const broken = computed(() => attachments.value.some((one) => one.state.kind === 'failed'))
  /** Enter was pressed before the last byte was up: it goes when that is. */
  const waitingFor = ref<string | null>(null)
  const waitingForUploads = computed(() => waitingFor.value === conversation().id && uploading.value)
  const canSend = computed(() => closedBecause.value === null && !tooMany.value && !broken.value && pieces.value > 0)

  /** Whether it went, or will go as soon as it can. */
  function send(): boolean {
    if (!canSend.value) {
      return false
    }
    const { id } = conversation()
    if (uploading.value) {
      waitingFor.value = id
      return true
    }
    waitingFor.value = null
    const content = text.value.trim()
    text.value = ''
    for (const { id: attachmentId, state } of attachments.value) {
      if (state.kind === 'ready') {
        replies.send(id, state.outgoing)
        store.remove(attachmentId)
      }
    }
    if (content !== '') {
      void replies.sendText(id, content, settings.settings.joinLines ? stillHeld() : null)
    }
    return true
  }

  /** One's own last text, when it has not left yet. */
  function stillHeld(): Message | null {
    const last = messages.timeline(conversation().id).messages.at(-1)
    const until = last?.canUndoUntil ?? null
    if (last === undefined || until === null || !abilities.can('undo') || replies.of(conversation().id).length > 0) {
      return null
    }
    const mine = last.by === session.user?.username && last.body.type === 'text' && last.state === 'queued'
    return mine && millisOf(until) - clock.now > UNDO_MARGIN_MS ? last : null
  }

  /** Lays files beside the text; false where they cannot be taken. */
  function attach(files: readonly File[]): boolean {
    if (!abilities.can('media') || closedBecause.value !== null) {
      return false
    }
    const room = ATTACHMENTS_MAX - attachments.value.length
    for (const file of files.slice(0, room)) {
      store.add(conversation().id, file)
    }
    if (files.length > room) {
      toast(t('attach.tooMany', { n: ATTACHMENTS_MAX }), 'warning')
    }
    return true
  }

  watch(uploading, (still) => {
    if (!still && waitingFor.value === conversation().id) {
      waitingFor.value = null
      send()
    }
  })

  return { text, attachments, closedBecause, lastOne, tooMany, bytes, long, canSend, waitingForUploads, send, attach }
}

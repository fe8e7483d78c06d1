import { computed } from 'vue'
import { useAssistStore } from '@/assist/assistStore'
import { useDraftedWords } from '@/assist/useDraftedWords'
import type { Conversation } from '@/conversation/conversation'
import { useAbilityStore } from '@/shared/abilities'
import { t, type Key } from '@/shared/i18n/i18n'
import { toast } from '@/shared/toast'
import { useWordingCheck } from '@/wording/useWordingCheck'
import { useWordingStore } from '@/wording/wordingStore'
import { ATTACHMENTS_MAX, useAttachmentStore } from './attachmentStore'
import { useDispatchStore } from './dispatchStore'
import { useDraftStore } from './draftStore'
import { bytesOf, TEXT_BYTES_MAX } from './outgoing'
import { useBudgetWindow } from './useBudgetWindow'
import { useUndo } from './useUndo'

/** What is being written to one customer, and the sending of it. */
export function useComposer(conversation: () => Conversation) {
  const drafts = useDraftStore()
  const dispatch = useDispatchStore()
  const store = useAttachmentStore()
  const abilities = useAbilityStore()
  const budget = useBudgetWindow(conversation)
  const undo = useUndo()
  const wording = useWordingStore()
  const assist = useAssistStore()

  const text = computed({
    get: () => drafts.get(conversation().id),
    set: (typed) => drafts.write(conversation().id, typed),
  })
  const words = useDraftedWords(conversation, () => text.value, useWordingCheck(conversation, () => text.value))
  const otherDraft = computed(() => drafts.other(conversation().id))
  const attachments = computed(() => store.of(conversation().id))
  const closedBecause = computed<Key | null>(() => (budget.value.kind === 'closed' ? `composer.closed.${budget.value.why}` : null))
  const pieces = computed(() => attachments.value.length + (text.value.trim() === '' ? 0 : 1))
  const left = computed(() => (budget.value.kind === 'open' ? budget.value.left : 0))
  const lastOne = computed(() => left.value === 1)
  const tooMany = computed(() => closedBecause.value === null && pieces.value > Math.max(1, left.value))
  const bytes = computed(() => bytesOf(text.value))
  const long = computed(() => bytes.value > TEXT_BYTES_MAX)
  const broken = computed(() => attachments.value.some((one) => one.state.kind === 'failed'))
  const waitingForUploads = computed(() => dispatch.waitsForUploads(conversation().id))
  const brokenOff = computed(() => dispatch.brokenOff.has(conversation().id))
  const canSend = computed(() => !assist.isWriting(conversation().id) && closedBecause.value === null && !tooMany.value && !broken.value && pieces.value > 0)

  /** Whether it went, or will go as soon as it can. Words that the shop has rules for are asked about first. */
  function send(): boolean {
    if (!canSend.value) {
      return false
    }
    const { id } = conversation()
    const demanded = words.demanded.value
    if (demanded === 'refuse' || (demanded === 'confirm' && !words.asked.value)) {
      wording.ask(id, text.value)
      return false
    }
    dispatch.send(id, words.ruled.value === 'confirm')
    return true
  }

  /** Takes one's last answer back, if it has not left; its words come back into the composer. */
  function undoLast(): boolean {
    const last = dispatch.held(conversation().id)
    if (last === null) {
      return false
    }
    void undo(last)
    return true
  }

  /** Lays files beside the text; false where they cannot be taken. */
  function attach(files: readonly File[]): boolean {
    if (!abilities.can('media') || closedBecause.value !== null) {
      return false
    }
    dispatch.forgetBrokenOff(conversation().id)
    const room = ATTACHMENTS_MAX - attachments.value.length
    for (const file of files.slice(0, room)) {
      store.add(conversation().id, file)
    }
    if (files.length > room) {
      toast(t('attach.tooMany', { n: ATTACHMENTS_MAX }), 'warning')
    }
    return true
  }

  function takeOther(): void {
    drafts.takeOther(conversation().id)
  }

  function dropOther(): void {
    drafts.dropOther(conversation().id)
  }

  return { text, otherDraft, takeOther, dropOther, attachments, closedBecause, lastOne, tooMany, bytes, long, canSend, waitingForUploads, brokenOff, words, send, undoLast, attach }
}

import { computed, ref } from 'vue'
import type { Message } from '@/conversation/conversation'
import { useMessageStore } from '@/conversation/messageStore'
import { useAbilityStore } from '@/shared/abilities'
import type { Reply } from '@/shared/http'
import { millisOf } from '@/shared/instant'
import { useServerClock } from '@/shared/serverClock'
import { toastTrouble } from '@/shared/toast'
import { useDraftStore } from './draftStore'
import { textOf } from './outgoing'
import { postDecision, postSendAgain } from './replyApi'
import { useUndo } from './useUndo'

/** What a person may do about an answer on its way, and does. */
export function useMessageActions(message: () => Message) {
  const abilities = useAbilityStore()
  const drafts = useDraftStore()
  const takeBack = useUndo()
  const messages = useMessageStore()
  const clock = useServerClock()
  const busy = ref(false)

  const undoSeconds = computed(() => {
    const until = message().can_undo_until ?? null
    const open = until !== null && message().state === 'queued' && abilities.can('undo')
    return open ? Math.max(0, Math.ceil((millisOf(until) - clock.now) / 1000)) : 0
  })
  const undecided = computed(() => (message().decision ?? null) === null)
  /** While the server still tries by itself, nothing is to be decided. */
  const ended = computed(() => undecided.value && (message().state === 'failed' || (message().state === 'unknown' && (message().next_try_at ?? null) === null)))
  const canSendAgain = computed(() => ended.value && abilities.can('sendAgain'))
  const canDecide = computed(() => ended.value && message().state === 'unknown' && abilities.can('decide'))
  /** What surely has not arrived and will not: only to be given up. */
  const canDrop = computed(() => ended.value && message().state === 'failed' && abilities.can('decide'))
  const canPutBack = computed(() => message().state === 'failed' && undecided.value && textOf(message()) !== '')

  async function undo(): Promise<void> {
    await once(() => takeBack(message()))
  }

  async function sendAgain(): Promise<void> {
    await once(async () => {
      const reply = await postSendAgain(message().id)
      if (reply.kind === 'ok') {
        messages.accept(reply.value)
      }
      tell(reply)
    })
  }

  async function decide(as: 'sent' | 'dropped'): Promise<void> {
    await once(async () => tell(await postDecision(message().id, as)))
  }

  function putBack(): void {
    drafts.putBack(message().conversation_id, textOf(message()))
  }

  function tell(reply: Reply<unknown>): void {
    if (reply.kind !== 'ok') {
      toastTrouble(reply)
    }
  }

  async function once(act: () => Promise<void>): Promise<void> {
    if (!busy.value) {
      busy.value = true
      await act()
      busy.value = false
    }
  }

  return { busy, undoSeconds, canSendAgain, canDecide, canDrop, canPutBack, undo, sendAgain, decide, putBack }
}

import { computed, ref } from 'vue'
import type { Conversation } from '@/conversation/conversation'
import { useConversationStore } from '@/conversation/conversationStore'
import { useSessionStore } from '@/session/sessionStore'
import { useAbilityStore } from '@/shared/abilities'
import type { Reply } from '@/shared/http'
import { t } from '@/shared/i18n/i18n'
import { asText } from '@/shared/json'
import { toast, toastTrouble } from '@/shared/toast'
import { useColleagueStore } from './colleagueStore'
import { postClose, postHandOver, postReopen, postTake } from './careApi'

/** Taking, handing over, closing and reopening a conversation. */
export function useCare(conversation: () => Conversation | null) {
  const conversations = useConversationStore()
  const session = useSessionStore()
  const colleagues = useColleagueStore()
  const abilities = useAbilityStore()
  const busy = ref(false)

  const care = computed(() => (abilities.can('take') ? (conversation()?.care ?? null) : null))
  const mine = computed(() => care.value?.assignee?.username === session.user?.username)
  const canTake = computed(() => care.value !== null && !mine.value)
  const canHandOver = computed(() => care.value !== null && care.value.open)
  const canClose = computed(() => care.value !== null && care.value.open)
  const canReopen = computed(() => care.value !== null && !care.value.open)

  function take(): Promise<boolean> {
    return act(canTake.value, (one) => postTake(one.id, one.care?.assignee?.username ?? null))
  }

  function handOver(to: string, note: string): Promise<boolean> {
    return act(canHandOver.value, (one) => postHandOver(one.id, to, note))
  }

  function closeOrReopen(): Promise<boolean> {
    return act(care.value !== null, (one) => (care.value?.open === true ? postClose(one.id) : postReopen(one.id)))
  }

  async function act(allowed: boolean, ask: (one: Conversation) => Promise<Reply<Conversation | null>>): Promise<boolean> {
    const one = conversation()
    if (one === null || !allowed || busy.value) {
      return false
    }
    busy.value = true
    const reply = await ask(one)
    busy.value = false
    if (reply.kind === 'ok') {
      if (reply.value !== null) {
        conversations.showMeanwhile(one, reply.value)
      }
      return true
    }
    if (reply.kind === 'refused' && reply.reason === 'taken') {
      const by = asText(reply.about['assignee'])
      toast(by === '' ? t('care.takenByNobody') : t('care.takenBy', { name: colleagues.nameOf(by) }), 'warning')
    } else if (reply.kind === 'refused' && reply.reason === 'cannot_serve') {
      toast(t('care.cannotServe'), 'warning')
    } else {
      toastTrouble(reply)
    }
    return false
  }

  return { busy, care, mine, canTake, canHandOver, canClose, canReopen, take, handOver, closeOrReopen }
}


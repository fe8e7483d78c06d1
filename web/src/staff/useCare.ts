import { computed, ref } from 'vue'
import type { Conversation } from '@/conversation/conversation'
import { postUnread } from '@/conversation/conversationApi'
import { useConversationStore } from '@/conversation/conversationStore'
import { customerName } from '@/conversation/customer/customerName'
import { useGroupStore } from '@/group/groupStore'
import { useSessionStore } from '@/session/sessionStore'
import { useAbilityStore } from '@/shared/abilities'
import type { Reply } from '@/shared/http'
import { t } from '@/shared/i18n/i18n'
import { toast, toastTrouble, undoToast } from '@/shared/toast'
import { useColleagueStore } from './colleagueStore'
import { postClose, postHandOver, postReopen, postTake, type Receiver } from './careApi'
import { careTrouble } from './careWords'

/** Taking, handing over, closing and reopening a conversation. */
export function useCare(conversation: () => Conversation | null) {
  const conversations = useConversationStore()
  const session = useSessionStore()
  const colleagues = useColleagueStore()
  const groups = useGroupStore()
  const abilities = useAbilityStore()
  const busy = ref(false)

  const care = computed(() => (abilities.can('take') ? conversation() : null))
  const mine = computed(() => care.value?.assignee?.username === session.user?.username)
  /** The colleague who serves it; empty where nobody does, or I do. */
  const servedBy = computed(() => (mine.value ? '' : (care.value?.assignee?.name ?? '')))
  const canTake = computed(() => care.value !== null && !mine.value)
  const canHandOver = computed(() => care.value !== null && care.value.open)
  const canClose = computed(() => care.value !== null && care.value.open)
  const canMarkUnread = computed(() => care.value !== null && care.value.open && abilities.can('unread'))
  const canReopen = computed(() => care.value !== null && !care.value.open)

  function take(): Promise<boolean> {
    return act(canTake.value, (one) => postTake(one.id, one.assignee?.username ?? null))
  }

  async function handOver(receiver: Receiver, note: string): Promise<boolean> {
    const done = await act(canHandOver.value, (one) => postHandOver(one.id, receiver, note))
    if (done && 'group' in receiver) {
      toast(t('care.givenToGroup', { name: groups.of(receiver.group)?.name ?? '' }), 'success')
    }
    return done
  }

  async function closeOrReopen(): Promise<boolean> {
    const one = conversation()
    const closes = care.value?.open === true
    const done = await act(care.value !== null, ({ id }) => (closes ? postClose(id) : postReopen(id)))
    if (done && closes && one !== null) {
      undoToast(t('care.closed', { name: customerName(one) }), () => void reopen(one.id))
    }
    return done
  }

  /** Also when another conversation has been opened meanwhile. */
  async function reopen(id: string): Promise<void> {
    const before = conversations.get(id)
    const reply = await postReopen(id)
    if (reply.kind !== 'ok') {
      toastTrouble(reply)
    } else if (before !== null) {
      conversations.showMeanwhile(before, reply.value)
    }
  }

  /** The row shows it as unread again, for everybody; the chat stays open. */
  async function markUnread(): Promise<boolean> {
    const one = conversation()
    if (one === null || busy.value) {
      return false
    }
    busy.value = true
    conversations.forgetGlance(one.id)
    const reply = await postUnread(one.id)
    busy.value = false
    if (reply.kind === 'ok') {
      toast(t('care.markedUnread'), 'success')
      return true
    }
    if (reply.kind === 'refused' && reply.reason === 'nothing_to_read') {
      toast(t('care.nothingToRead'), 'warning')
    } else {
      toastTrouble(reply)
    }
    return false
  }

  async function act(allowed: boolean, ask: (one: Conversation) => Promise<Reply<Conversation>>): Promise<boolean> {
    const one = conversation()
    if (one === null || !allowed || busy.value) {
      return false
    }
    busy.value = true
    const reply = await ask(one)
    busy.value = false
    if (reply.kind === 'ok') {
      conversations.showMeanwhile(one, reply.value)
      return true
    }
    toast(careTrouble(reply, colleagues.nameOf), reply.kind === 'refused' ? 'warning' : 'error')
    if (reply.kind === 'refused') {
      void Promise.all([colleagues.load(), groups.refresh()]) // Who went home meanwhile is shown so.
    }
    return false
  }

  return { busy, care, mine, servedBy, canTake, canHandOver, canClose, canReopen, canMarkUnread, take, handOver, closeOrReopen, markUnread }
}


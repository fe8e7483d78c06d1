import { onBeforeUnmount, onMounted, watch } from 'vue'
import { useRouter } from 'vue-router'
import { useAssistStore } from '@/assist/assistStore'
import { useAssignmentStore } from '@/assignment/assignmentStore'
import { useRuleStore } from '@/autoreply/ruleStore'
import { useSuggestionStore } from '@/suggest/suggestionStore'
import { useWordingStore } from '@/wording/wordingStore'
import { useQueueStore } from '@/assignment/queueStore'
import { useConversationStore } from '@/conversation/conversationStore'
import { useCustomerStore } from '@/conversation/customer/customerStore'
import { useMessageStore } from '@/conversation/messageStore'
import { useLiveStore } from '@/live/liveStore'
import { useAfterSalesStore } from '@/aftersales/afterSalesStore'
import { useGroupStore } from '@/group/groupStore'
import { showOnDesktop } from '@/notice/desktop'
import { useNoticeStore, type Told } from '@/notice/noticeStore'
import { noticeWords } from '@/notice/noticeWords'
import { audible, unlockSound } from '@/notice/sound'
import { usePhraseStore } from '@/phrase/phraseStore'
import { useProposalStore } from '@/proposal/proposalStore'
import { useAttachmentStore } from '@/reply/attachmentStore'
import { useDispatchStore } from '@/reply/dispatchStore'
import { useDraftStore } from '@/reply/draftStore'
import { useReplyStore } from '@/reply/replyStore'
import { useSendingStore } from '@/sending/sendingStore'
import { useSessionStore } from '@/session/sessionStore'
import { useSettingsStore } from '@/settings/settingsStore'
import { useAbilityStore } from '@/shared/abilities'
import { useServerClock } from '@/shared/serverClock'
import { useShopStore } from '@/shop/shopStore'
import { toast } from '@/shared/toast'
import { t } from '@/shared/i18n/i18n'
import { useColleagueStore } from '@/staff/colleagueStore'
import { useDutyStore } from '@/staff/dutyStore'
import { usePresenceStore } from '@/staff/presenceStore'
import { useTrailStore } from '@/staff/trailStore'

/** What begins when somebody sits down at the desk, and ends when they leave. */
export function useDeskSession(): void {
  const router = useRouter()
  const session = useSessionStore()
  const live = useLiveStore()
  const conversations = useConversationStore()
  const customers = useCustomerStore()
  const messages = useMessageStore()
  const replies = useReplyStore()
  const drafts = useDraftStore()
  const attachments = useAttachmentStore()
  const dispatch = useDispatchStore()
  const clock = useServerClock()
  const shops = useShopStore()
  const settings = useSettingsStore()
  const abilities = useAbilityStore()
  const phrases = usePhraseStore()
  const sending = useSendingStore()
  const colleagues = useColleagueStore()
  const trails = useTrailStore()
  const presence = usePresenceStore()
  const notices = useNoticeStore()
  const duty = useDutyStore()
  const assignment = useAssignmentStore()
  const wording = useWordingStore()
  const assist = useAssistStore()
  const proposals = useProposalStore()
  const suggestions = useSuggestionStore()
  const queue = useQueueStore()
  const groups = useGroupStore()
  const afterSales = useAfterSalesStore()
  const rules = useRuleStore()

  function wakeOnFocus(): void {
    live.looked()
    live.wake()
    void drafts.load() // They may have written at another machine.
  }

  function wakeWhenVisible(): void {
    live.looked()
    if (document.visibilityState === 'visible') {
      live.wake()
      notices.look()
    }
  }

  /** What the pages offer is asked beside the list, not after it. */
  let learning: Promise<void> | null = null

  /** What is not needed for the first conversation on the screen comes after it. */
  async function learnTheRest(): Promise<void> {
    await (learning ?? abilities.learn())
    learning = null
    await Promise.all([settings.load(), phrases.load(), sending.load(), colleagues.load(), drafts.load(), assist.load()])
    if (navigator.userActivation?.hasBeenActive === true) {
      unlock() // The click that logged in is a gesture, too.
    }
    if ((await duty.begin()) === 'went-online') {
      toast(t('duty.nowOnline'), 'success')
    }
  }

  // After a time without a line: what has no sequence is read again, and what was never learnt is learnt now.
  watch(
    () => live.connected,
    (connected) => {
      if (!connected) {
        return
      }
      if (abilities.asked && learning === null) {
        void Promise.all([sending.load(), drafts.load(), phrases.load(), colleagues.load()])
      } else {
        void learnTheRest()
      }
    },
  )

  function tellOnDesktop(told: Told): void {
    const { title, text } = noticeWords(told, conversations.get)
    const id = told.conversationIds[0]
    showOnDesktop(title, text, () => void (id === undefined ? undefined : router.push({ name: 'conversation', params: { id } })))
  }

  /** Any click or key is the gesture that browsers ask for; without a sound switched on nothing is opened. */
  function unlock(): void {
    if (!audible.value && Object.values(settings.settings.sounds).some(Boolean)) {
      void unlockSound()
    }
  }

  onMounted(() => {
    const username = session.user?.username ?? ''
    conversations.takeUp(username)
    settings.takeUp(username)
    replies.takeUp(username)
    drafts.takeUp(username)
    attachments.takeUp(username)
    dispatch.takeUp(username)
    clock.start()
    presence.start(live.tell)
    notices.start(tellOnDesktop)
    live.whenTopic('sending', sending.load)
    live.whenTopic('phrases', phrases.load)
    live.whenTopic('shops', shops.load)
    live.whenTopic('staff', async () => {
      queue.renewSoon()
      await Promise.all([colleagues.load(), session.check()])
    })
    live.whenTopic('policy', wording.renew)
    live.whenTopic('assistant', assist.load)
    live.whenTopic('suggestions', suggestions.renew)
    live.whenTopic('assignment', async () => {
      queue.renewSoon()
      await assignment.refresh()
    })
    live.whenTopic('groups', groups.refresh)
    live.whenTopic('after_sales', afterSales.changed)
    live.whenTopic('automatic_replies', rules.refresh)
    queue.start()
    learning = abilities.learn()
    void shops.load()
    void live.start()
    window.addEventListener('focus', wakeOnFocus)
    window.addEventListener('blur', live.looked)
    window.addEventListener('online', live.wake)
    window.addEventListener('offline', live.wake) // Asked at once, and told soon: the line itself says nothing.
    window.addEventListener('pageshow', live.wake)
    window.addEventListener('pagehide', dispatch.breakOff)
    window.addEventListener('pointerdown', unlock)
    window.addEventListener('keydown', unlock)
    document.addEventListener('visibilitychange', wakeWhenVisible)
    document.addEventListener('resume', live.wake)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('focus', wakeOnFocus)
    window.removeEventListener('blur', live.looked)
    window.removeEventListener('online', live.wake)
    window.removeEventListener('offline', live.wake)
    window.removeEventListener('pageshow', live.wake)
    window.removeEventListener('pagehide', dispatch.breakOff)
    window.removeEventListener('pointerdown', unlock)
    window.removeEventListener('keydown', unlock)
    document.removeEventListener('visibilitychange', wakeWhenVisible)
    document.removeEventListener('resume', live.wake)
    live.stop()
    clock.stop()
    presence.stop()
    notices.stop()
    conversations.clear()
    customers.clear()
    messages.clear()
    dispatch.clear() // before the files whose answers wait for them
    replies.clear()
    assist.clear()
    proposals.clear()
    drafts.clear()
    attachments.clear()
    phrases.clear()
    sending.clear()
    colleagues.clear()
    trails.clear()
    duty.clear()
    queue.stop()
    assignment.clear()
    groups.clear()
    rules.clear()
    wording.clear()
  })
}

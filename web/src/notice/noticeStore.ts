import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useAssignmentStore } from '@/assignment/assignmentStore'
import { isAssignedByServer } from '@/assignment/pullBack'
import type { Conversation } from '@/conversation/conversation'
import { useConversationStore } from '@/conversation/conversationStore'
import { useSessionStore } from '@/session/sessionStore'
import type { Notice } from '@/settings/settings'
import { useSettingsStore } from '@/settings/settingsStore'
import { millisOf } from '@/shared/instant'
import { asTexts } from '@/shared/json'
import { ofAccount } from '@/shared/kept'
import { useServerClock } from '@/shared/serverClock'
import { concerns, overdueNow } from './deadlines'
import { unlessLookedAt } from './lookedAt'
import { inTurn, oneTabOnly } from './oneTab'
import { canPlay, play } from './sound'

/** What the toast tells, all in one. */
export interface Told {
  kind: Notice
  conversationIds: readonly string[]
}

/** What somebody got stays until they have seen it; of two, the first is shown. */
const LASTING = ['transfer', 'assigned'] as const

type Lasting = (typeof LASTING)[number]

/** Whose conversation comes into sight with a change may have been theirs for long: then it is no news. */
const ASSIGNED_WITHIN_MS = 2 * 60_000

/** How long the toast stays after the last thing that came. */
const TOLD_MS = 8_000

/** Which waits have rung, over a reload; each rings once. All of them, or a crowd would ring again at each reload. */
const TOLD_KEY = 'notice.overdue'

/** Tells a person who looks elsewhere that somebody wants something. */
export const useNoticeStore = defineStore('notice', () => {
  const session = useSessionStore()
  const settings = useSettingsStore()
  const conversations = useConversationStore()
  const clock = useServerClock()
  const rules = useAssignmentStore()
  /** What came last and goes by itself. */
  const passing = shallowRef<Told | null>(null)
  /** Handed over or assigned, and not seen: shown until it is, under whatever passes. */
  const lasting = shallowRef<Readonly<Record<Lasting, readonly string[]>>>({ transfer: [], assigned: [] })
  const lastingTold = computed<Told | null>(() => {
    const kind = LASTING.find((one) => lasting.value[one].length > 0)
    return kind === undefined ? null : { kind, conversationIds: lasting.value[kind] }
  })
  const told = computed<Told | null>(() => passing.value ?? lastingTold.value)
  const desktop = ref<((told: Told) => void) | null>(null)
  const overdueTold = new Set<string>()
  let ticker: Worker | null = null
  let plain: ReturnType<typeof setInterval> | undefined
  let ends: ReturnType<typeof setTimeout> | undefined

  function me(): string {
    return session.user?.username ?? ''
  }

  /** Deadlines are counted from the server's instants; the tick only says when to look. */
  function start(onDesktop: (told: Told) => void): void {
    desktop.value = onDesktop
    toldBefore().forEach((wait) => overdueTold.add(wait))
    if (typeof Worker === 'undefined') {
      plain = setInterval(look, 1_000)
    } else {
      ticker = new Worker(new URL('./ticker.ts', import.meta.url), { type: 'module' })
      ticker.onmessage = look
    }
  }

  function toldBefore(): string[] {
    try {
      return asTexts(JSON.parse(ofAccount(me()).read(TOLD_KEY) ?? '[]'))
    } catch {
      return []
    }
  }

  function stop(): void {
    ticker?.terminate()
    ticker = null
    clearInterval(plain)
    clearTimeout(ends)
    passing.value = null
    lasting.value = { transfer: [], assigned: [] }
    overdueTold.clear()
  }

  function look(): void {
    if (session.user?.state === 'offline' || !conversations.waitingKnown) {
      return
    }
    const late = overdueNow(conversations.waiting, me(), Date.now() + clock.offsetMillis, overdueTold, session.maySupervise)
    if (late.length > 0) {
      ofAccount(me()).write(TOLD_KEY, JSON.stringify([...overdueTold]))
      tell('overdue', late.map((one) => one.id))
    }
  }

  /** What a change of a conversation means to this person, `before` it and now. */
  function changed(before: Conversation | null, now: Conversation, looking: boolean): void {
    if (session.user?.state === 'offline') {
      return
    }
    const mine = now.open && now.assignee?.username === me()
    const handed = mine ? now.handed_over : null
    // What this person did is no news: only a hand-over by somebody else is told.
    if (handed !== null && handed.username !== me() && handed.at !== before?.handed_over?.at && !looking) {
      unlessLookedAt(now.id, () => tell('transfer', [now.id]))
    }
    if (handed === null) {
      forget('transfer', now.id)
    }
    const written = now.last_message?.direction === 'in' && now.unread > 0 && before?.last_message?.id !== now.last_message.id
    const tellOfMessage = (): void => {
      if (written && concerns(now, me()) && !isOnTheWay(now) && !looking) {
        unlessLookedAt(now.id, () => tell('new', [now.id]))
      }
    }
    if (mine && handed === null && isNewlyMine(before, now)) {
      void tellOfAssignment(now, looking, tellOfMessage)
    } else {
      tellOfMessage()
    }
    if (now.unread === 0) {
      forget('new', now.id)
    }
    if (!mine || now.unread === 0 || now.waiting_since === null) {
      forget('assigned', now.id)
    }
    if (now.waiting_since === null) {
      forget('overdue', now.id)
    }
  }

  /** In this moment the server gives it to somebody, who alone is told. */
  function isOnTheWay({ assignee, queue }: Conversation): boolean {
    return assignee === null && queue?.reason === 'planning'
  }

  /** Where nobody but people assign there is nothing to find out. */
  function isNewlyMine(before: Conversation | null, { shop, assigned_at: at }: Conversation): boolean {
    if (at === null || rules.of(shop)?.mode === 'manual') {
      return false
    }
    return before === null ? clock.now - millisOf(at) < ASSIGNED_WITHIN_MS : before.assigned_at !== at
  }

  /** What a shop's people share out among themselves may have been given by an older rule: then it is no more than a message. */
  async function tellOfAssignment(now: Conversation, looking: boolean, otherwise: () => void): Promise<void> {
    const rule = await rules.need(now.shop)
    const present = conversations.get(now.id) ?? now
    if (rule?.mode !== 'automatic' || !isAssignedByServer(now)) {
      otherwise()
    } else if (!looking && present.assigned_at === now.assigned_at && present.assignee !== null) {
      unlessLookedAt(now.id, () => tell('assigned', [now.id]))
    }
  }

  /** It was read or answered, in another tab or by a colleague. */
  function forget(kind: Notice, id: string): void {
    if (isLasting(kind)) {
      if (lasting.value[kind].includes(id)) {
        lasting.value = { ...lasting.value, [kind]: lasting.value[kind].filter((one) => one !== id) }
      }
    } else if (passing.value?.kind === kind && passing.value.conversationIds.includes(id)) {
      const conversationIds = passing.value.conversationIds.filter((one) => one !== id)
      passing.value = conversationIds.length === 0 ? null : { kind, conversationIds }
    }
  }

  function tell(kind: Notice, ids: readonly string[]): void {
    const same = isLasting(kind) ? lasting.value[kind] : passing.value?.kind === kind ? passing.value.conversationIds : []
    const next: Told = { kind, conversationIds: [...new Set([...same, ...ids])] }
    if (isLasting(kind)) {
      lasting.value = { ...lasting.value, [kind]: next.conversationIds }
      pass()
    } else {
      passing.value = next
      clearTimeout(ends)
      ends = setTimeout(pass, TOLD_MS)
    }
    // A burst of messages is one sound; an alarm or a customer one gets in the middle of it is heard behind it.
    if (settings.settings.sounds[kind] && canPlay()) {
      oneTabOnly(`sound ${kind}`, () => inTurn('sound', () => play(kind)))
    }
    if (settings.settings.desktop && looksElsewhere()) {
      oneTabOnly(`desktop ${kind} ${ids.join(' ')}`, () => desktop.value?.(next))
    }
  }

  /** A desk that lies open on the second screen is not looked at either. */
  function looksElsewhere(): boolean {
    return document.visibilityState === 'hidden' || !document.hasFocus()
  }

  function pass(): void {
    passing.value = null
  }

  /** Somebody has seen what is shown. */
  function dismiss(): void {
    if (passing.value === null && lastingTold.value !== null) {
      lasting.value = { ...lasting.value, [lastingTold.value.kind]: [] }
    }
    pass()
  }

  /** Somebody looks at a conversation: what was assigned may have been read before, and then nothing else changes. */
  function seen(conversationId: string): void {
    forget('assigned', conversationId)
  }

  return { told, start, stop, changed, dismiss, seen, look }
})

function isLasting(kind: Notice): kind is Lasting {
  return LASTING.some((one) => one === kind)
}

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Conversation } from '@/conversation/conversation'
import { useConversationStore } from '@/conversation/conversationStore'
import { useSessionStore } from '@/session/sessionStore'
import type { Notice } from '@/settings/settings'
import { useSettingsStore } from '@/settings/settingsStore'
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
  /** What came last and goes by itself. */
  const passing = shallowRef<Told | null>(null)
  /** Handed over and not seen: shown until it is, under whatever passes. */
  const transfers = shallowRef<readonly string[]>([])
  const told = computed<Told | null>(() => passing.value ?? (transfers.value.length === 0 ? null : { kind: 'transfer', conversationIds: transfers.value }))
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
    transfers.value = []
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
    if (written && concerns(now, me()) && !looking) {
      unlessLookedAt(now.id, () => tell('new', [now.id]))
    }
    if (now.unread === 0) {
      forget('new', now.id)
    }
    if (now.waiting_since === null) {
      forget('overdue', now.id)
    }
  }

  /** It was read or answered, in another tab or by a colleague. */
  function forget(kind: Notice, id: string): void {
    if (kind === 'transfer') {
      if (transfers.value.includes(id)) {
        transfers.value = transfers.value.filter((one) => one !== id)
      }
    } else if (passing.value?.kind === kind && passing.value.conversationIds.includes(id)) {
      const conversationIds = passing.value.conversationIds.filter((one) => one !== id)
      passing.value = conversationIds.length === 0 ? null : { kind, conversationIds }
    }
  }

  function tell(kind: Notice, ids: readonly string[]): void {
    const same = kind === 'transfer' ? transfers.value : passing.value?.kind === kind ? passing.value.conversationIds : []
    const next: Told = { kind, conversationIds: [...new Set([...same, ...ids])] }
    if (kind === 'transfer') {
      transfers.value = next.conversationIds
      pass()
    } else {
      passing.value = next
      clearTimeout(ends)
      ends = setTimeout(pass, TOLD_MS)
    }
    // A burst of messages is one sound; an alarm or a hand-over in the middle of it is heard behind it.
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
    if (passing.value === null) {
      transfers.value = []
    }
    pass()
  }

  return { told, start, stop, changed, dismiss, look }
})

import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Conversation } from '@/conversation/conversation'
import { useConversationStore } from '@/conversation/conversationStore'
import { useSessionStore } from '@/session/sessionStore'
import type { Notice } from '@/settings/settings'
import { useSettingsStore } from '@/settings/settingsStore'
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

/** Tells a person who looks elsewhere that somebody wants something. */
export const useNoticeStore = defineStore('notice', () => {
  const session = useSessionStore()
  const settings = useSettingsStore()
  const conversations = useConversationStore()
  const clock = useServerClock()
  const told = shallowRef<Told | null>(null)
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
    if (typeof Worker === 'undefined') {
      plain = setInterval(look, 1_000)
    } else {
      ticker = new Worker(new URL('./ticker.ts', import.meta.url), { type: 'module' })
      ticker.onmessage = look
    }
  }

  function stop(): void {
    ticker?.terminate()
    ticker = null
    clearInterval(plain)
    clearTimeout(ends)
    told.value = null
    overdueTold.clear()
  }

  function look(): void {
    if (session.user?.state === 'offline') {
      return
    }
    const late = overdueNow(conversations.waiting, me(), Date.now() + clock.offsetMillis, overdueTold)
    if (late.length > 0) {
      tell('overdue', late.map((one) => one.id))
    }
  }

  /** What a change of a conversation means to this person, `before` it and now. */
  function changed(before: Conversation | null, now: Conversation, looking: boolean): void {
    if (session.user?.state === 'offline') {
      return
    }
    const had = before?.care ?? null
    const mine = now.care?.assignee?.username === me() && now.care.open
    if (had !== null && had.assignee?.username !== me() && mine && !looking) {
      unlessLookedAt(now.id, () => tell('transfer', [now.id]))
    }
    const written = now.lastMessage?.direction === 'in' && now.unread > 0 && before?.lastMessage?.id !== now.lastMessage.id
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
    if (told.value?.kind === kind && told.value.conversationIds.includes(id)) {
      const conversationIds = told.value.conversationIds.filter((one) => one !== id)
      told.value = conversationIds.length === 0 ? null : { kind, conversationIds }
    }
  }

  function tell(kind: Notice, ids: readonly string[]): void {
    const same = told.value?.kind === kind ? told.value.conversationIds : []
    const next: Told = { kind, conversationIds: [...new Set([...same, ...ids])] }
    told.value = next
    clearTimeout(ends)
    ends = setTimeout(dismiss, TOLD_MS)
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

  function dismiss(): void {
    told.value = null
  }

  return { told, start, stop, changed, dismiss, look }
})

import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Onlooker } from '@/live/frame'

/** Said again this often, so that a server that forgot knows it again. */
const REPEAT_MS = 20_000
/** Who stops for so long is thinking, not typing. */
const TYPING_ENDS_MS = 5_000

/** Who else looks at the conversation that is open here, and whether they are typing. */
export const usePresenceStore = defineStore('presence', () => {
  const conversation = shallowRef<string | null>(null)
  const people = shallowRef<readonly Onlooker[]>([])
  let typing = false
  let tell: (frame: unknown) => void = () => undefined
  let repeating: ReturnType<typeof setInterval> | undefined
  let typingEnds: ReturnType<typeof setTimeout> | undefined

  function start(say: (frame: unknown) => void): void {
    tell = say
    repeating ??= setInterval(say_, REPEAT_MS)
  }

  function stop(): void {
    clearInterval(repeating)
    clearTimeout(typingEnds)
    repeating = undefined
    conversation.value = null
    people.value = []
  }

  function look(conversationId: string | null): void {
    conversation.value = conversationId
    people.value = []
    typing = false
    say_()
  }

  function type(now: boolean): void {
    clearTimeout(typingEnds)
    if (now) {
      typingEnds = setTimeout(() => type(false), TYPING_ENDS_MS)
    }
    if (typing !== now) {
      typing = now
      say_()
    }
  }

  function say_(): void {
    tell({ type: 'presence', conversation: conversation.value, typing })
  }

  function hear(conversationId: string, present: readonly Onlooker[]): void {
    if (conversationId === conversation.value) {
      people.value = present
    }
  }

  return { conversation, people, start, stop, look, type, hear, repeat: say_ }
})

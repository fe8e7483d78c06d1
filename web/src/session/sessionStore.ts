import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { http, nothing } from '@/shared/http'
import { asObject, asText } from '@/shared/json'

export interface User {
  username: string
  role: string
  version: string
}

export type LoginOutcome =
  | { kind: 'in' }
  | { kind: 'wrong' }
  | { kind: 'throttled'; afterSeconds: number }
  | { kind: 'unreachable' }
  | { kind: 'refused'; detail: string }

const SESSION = '/api/v1/session'

export const useSessionStore = defineStore('session', () => {
  const user = shallowRef<User | null>(null)
  /** Whether the server was asked who is here; before that nobody is sent to the login page. */
  const asked = ref(false)
  const unreachable = ref(false)
  /** Who leaves by choice is not led back to where the one before was. */
  const leftByChoice = ref(false)

  async function check(): Promise<void> {
    const reply = await http(SESSION, { decode: decodeUser })
    unreachable.value = reply.kind === 'unreachable'
    if (reply.kind === 'ok') {
      user.value = reply.value
      asked.value = true
    } else if (reply.kind === 'signed-out') {
      end()
      asked.value = true
    }
  }

  async function logIn(username: string, password: string): Promise<LoginOutcome> {
    const reply = await http(SESSION, { method: 'POST', body: { username, password }, decode: nothing })
    switch (reply.kind) {
      case 'ok':
        leftByChoice.value = false
        user.value = { username, role: '', version: '' }
        await check() // Learns role and version; the cookie is already ours.
        return { kind: 'in' }
      case 'signed-out':
        return { kind: 'wrong' }
      case 'throttled':
        return { kind: 'throttled', afterSeconds: reply.afterSeconds }
      case 'unreachable':
        return { kind: 'unreachable' }
      case 'refused':
        return { kind: 'refused', detail: reply.detail }
    }
  }

  async function logOut(): Promise<boolean> {
    leftByChoice.value = true // Before the answer: the live connection may tell of the end first.
    const reply = await http(SESSION, { method: 'DELETE', decode: nothing })
    if (reply.kind === 'ok' || reply.kind === 'signed-out') {
      end()
      return true
    }
    leftByChoice.value = false
    return false
  }

  function end(): void {
    user.value = null
  }

  return { user, asked, unreachable, leftByChoice, check, logIn, logOut, end }
})

function decodeUser(json: unknown): User {
  const object = asObject(json)
  return { username: asText(object['username']), role: asText(object['role']), version: asText(object['version']) }
}

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { http, nothing } from '@/shared/http'
import { asObject, asText, asTexts } from '@/shared/json'
import { kept } from '@/shared/kept'

export type Role = 'agent' | 'supervisor' | 'administrator'
export type AgentState = 'online' | 'away' | 'offline'

export interface User {
  username: string
  name: string
  role: Role
  version: string
  /** Null where the server does not know of such a state. */
  state: AgentState | null
  /** The shops this person may see; null for all. */
  shops: string[] | null
}

const ROLES: readonly Role[] = ['agent', 'supervisor', 'administrator']
const STATES: readonly AgentState[] = ['online', 'away', 'offline']

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

  const mayAdminister = computed(() => user.value?.role === 'administrator')
  const maySupervise = computed(() => mayAdminister.value || user.value?.role === 'supervisor')

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
        kept.remove(offlineByChoice(username))
        user.value = { username, name: username, role: 'agent', version: '', state: null, shops: null }
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
    if (user.value?.state === 'online' || user.value?.state === 'away') {
      await enterState('offline') // Nobody hands a customer over to a chair that is empty.
    }
    const reply = await http(SESSION, { method: 'DELETE', decode: nothing })
    if (reply.kind === 'ok' || reply.kind === 'signed-out') {
      end()
      return true
    }
    leftByChoice.value = false
    return false
  }

  /** Shown at once; put back when the server does not agree. */
  async function enterState(state: AgentState): Promise<boolean> {
    const before = user.value
    if (before === null) {
      return false
    }
    user.value = { ...before, state }
    const reply = await http('/api/v1/me/state', { method: 'PUT', body: { state }, decode: nothing })
    if (reply.kind !== 'ok') {
      user.value = before
    }
    return reply.kind === 'ok'
  }

  function end(): void {
    user.value = null
  }

  return { user, asked, unreachable, leftByChoice, mayAdminister, maySupervise, check, logIn, logOut, enterState, end }
})

/** The key under which a browser keeps that this person wants to be offline; the next log-in forgets it. */
export function offlineByChoice(username: string): string {
  return `offline.${username}`
}

function decodeUser(json: unknown): User {
  const object = asObject(json)
  const username = asText(object['username'])
  return {
    username,
    name: asText(object['name']) || username,
    role: ROLES.find((role) => role === object['role']) ?? 'agent',
    version: asText(object['version']),
    state: STATES.find((state) => state === object['state']) ?? null,
    shops: Array.isArray(object['shops']) ? asTexts(object['shops']) : null,
  }
}

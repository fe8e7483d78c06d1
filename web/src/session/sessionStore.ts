import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { request, whenOtherAccount, type Reply, type Schemas } from '@/shared/http'
import { setAccount } from '@/shared/account'
import { ofAccount, ofBrowser } from '@/shared/kept'
import { leaveFor, openAnew } from '@/shared/page'
import { forgetLastState } from '@/offline/lastState'
import { forgetShell } from '@/offline/shell'
import { unsubscribe } from '@/push/browserPush'
import { refusedWords } from '@/shared/refusals'
import { usePasskey } from '@/secondfactor/passkey'
import { askDirectoryLogOut, directoryLogIn } from './sessionsApi'
import type { SecondFactorKind } from '@/secondfactor/secondFactorApi'

export type Role = Schemas['Role']
export type AgentState = Schemas['Availability']
export type User = Schemas['CurrentUser']
export type PasswordRule = User['password_rule']

export interface FirstAccount {
  secret: string
  username: string
  name: string
  password: string
}

export type LoginOutcome =
  | { kind: 'in' }
  | { kind: 'second-factor'; kinds: SecondFactorKind[] }
  | { kind: 'expired' }
  | { kind: 'wrong' }
  | { kind: 'cancelled' }
  | { kind: 'throttled'; afterSeconds: number; busy: boolean }
  | { kind: 'unreachable' }
  | { kind: 'refused'; detail: string }

export const useSessionStore = defineStore('session', () => {
  const user = shallowRef<User | null>(null)
  /** Whether the server was asked who is here; before that nobody is sent to the login page. */
  const asked = ref(false)
  const unreachable = ref(false)
  /** Who leaves by choice is not led back to where the one before was. */
  const leftByChoice = ref(false)
  /** Whose session is over without their having logged out; the log-in page says so and keeps the name. */
  const overFor = ref('')

  /** The server was started for the first time: nobody can log in before the first account is set up by its link. */
  const noAccountYet = ref(false)

  /** Whose role must have a second factor and who has none: led to where one is set up, and shown nothing else. */
  const mustSetUp = computed(() => user.value?.second_factor_needed === true)
  const mayAdminister = computed(() => user.value?.role === 'administrator')
  const maySupervise = computed(() => mayAdminister.value || user.value?.role === 'supervisor')

  /** Whose things this page has in memory, also after the end of the session. */
  let shown: string | null = null

  async function check(): Promise<void> {
    const reply = await request('get', '/api/v1/session')
    unreachable.value = reply.kind === 'unreachable'
    noAccountYet.value = reply.kind === 'signed-out' && reply.noAccountYet === true
    if (reply.kind === 'ok') {
      enter(reply.value)
      overFor.value = ''
      asked.value = true
    } else if (reply.kind === 'signed-out') {
      end()
      asked.value = true
    }
  }

  async function logIn(username: string, password: string): Promise<LoginOutcome> {
    const reply = await request('post', '/api/v1/session', { body: { username, password } })
    switch (reply.kind) {
      case 'ok':
        return reply.value === undefined ? arrive() : { kind: 'second-factor', kinds: reply.value.second_factor }
      case 'signed-out':
        return { kind: 'wrong' }
      default:
        return notIn(reply)
    }
  }

  /** The second step, after the password was right. */
  async function giveCode(kind: SecondFactorKind, code: string): Promise<LoginOutcome> {
    const reply = await request('post', '/api/v1/session/second-factor', { body: { kind, code } })
    switch (reply.kind) {
      case 'ok':
        return arrive()
      case 'signed-out':
        return { kind: 'expired' }
      default:
        return reply.kind === 'refused' && reply.reason === 'wrong_code' ? { kind: 'wrong' } : notIn(reply)
    }
  }

  /** In place of name and password, or after them. */
  async function logInByPasskey(afterPassword: boolean): Promise<LoginOutcome> {
    const options = await request('post', '/api/v1/session/passkey/options', { body: { after_password: afterPassword } })
    if (options.kind !== 'ok') {
      return options.kind === 'signed-out' || (afterPassword && options.kind === 'refused' && options.reason === 'passkey_expired') ? { kind: 'expired' } : notIn(options)
    }
    const asked = await usePasskey(options.value)
    if (asked.kind !== 'given') {
      return { kind: 'cancelled' }
    }
    const reply = await request('post', '/api/v1/session/passkey', { body: { credential: asked.credential } })
    if (reply.kind === 'ok') {
      return arrive()
    }
    return reply.kind === 'signed-out' ? { kind: 'expired' } : notIn(reply)
  }

  /** Leads the browser to the company's directory, which leads it back. */
  function logInByDirectory(next: string): void {
    ofBrowser.write(BY_DIRECTORY, '1')
    leaveFor(directoryLogIn(next))
  }

  /** Makes the first account by the link of the server's start, and logs it in. */
  async function setUp(first: FirstAccount): Promise<Reply<undefined>> {
    const reply = await request('post', '/api/v1/set-up/administrator', { body: first })
    if (reply.kind === 'ok') {
      await arrive()
    } else if (reply.kind === 'signed-out' || (reply.kind === 'refused' && reply.status === 404)) {
      await check() // Somebody else was first: from here on they log in.
    }
    return reply
  }

  async function arrive(): Promise<LoginOutcome> {
    leftByChoice.value = false
    setAccount(null) // The cookie is another one from here on.
    await check() // Learns role, version, and the name as the server writes it.
    if (user.value === null) {
      return { kind: 'unreachable' }
    }
    ofAccount(user.value.username).remove(OFFLINE_BY_CHOICE)
    return { kind: 'in' }
  }

  function notIn(reply: Exclude<Reply<unknown>, { kind: 'ok' } | { kind: 'signed-out' }>): LoginOutcome {
    switch (reply.kind) {
      case 'throttled':
        return { kind: 'throttled', afterSeconds: reply.afterSeconds, busy: reply.reason === 'login_busy' }
      case 'unreachable':
        return { kind: 'unreachable' }
      case 'refused':
        return { kind: 'refused', detail: refusedWords(reply.reason, reply.about) }
    }
  }

  async function logOut(): Promise<boolean> {
    leftByChoice.value = true // Before the answer: the live connection may tell of the end first.
    if (user.value?.state === 'online' || user.value?.state === 'away') {
      await enterState('offline') // Nobody hands a customer over to a chair that is empty.
    }
    const directory = ofBrowser.read(BY_DIRECTORY) === null ? null : await askDirectoryLogOut()
    const reply = await request('delete', '/api/v1/session')
    if (reply.kind === 'ok' || reply.kind === 'signed-out') {
      end()
      ofBrowser.remove(LOGGED_IN)
      ofBrowser.remove(BY_DIRECTORY)
      await Promise.all([forgetShell(), unsubscribe()])
      if (directory?.kind === 'ok' && directory.value !== null) {
        leaveFor(directory.value) // Or the next one at this desk would be let in by one press.
      }
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
    const reply = await request('put', '/api/v1/me/state', { body: { state } })
    if (reply.kind !== 'ok') {
      user.value = before
    }
    return reply.kind === 'ok'
  }

  /**
   * Somebody is here. What another one has left in this page's memory is neither shown nor sent: the page is opened
   * anew, and so is every other tab of this browser that shows them.
   */
  function enter(who: User): void {
    const another = shown !== null && shown !== who.username
    shown = who.username
    setAccount(who.username)
    ofBrowser.write(LOGGED_IN, who.username)
    if (another) {
      user.value = null
      openAnew()
    } else {
      user.value = who
    }
  }

  function end(): void {
    const name = lastKnown() ?? ''
    forgetLastState(name)
    overFor.value = leftByChoice.value ? '' : name // Logging out in any tab forgets it.
    user.value = null
    setAccount(null)
  }

  /** Who was here when this browser last heard of it; null after a log-out. */
  function lastKnown(): string | null {
    return ofBrowser.read(LOGGED_IN)
  }

  /** Another tab has logged in or out: the cookie is the same for all. */
  function followOtherTabs(): void {
    whenOtherAccount(openAnew)
    ofBrowser.follow(LOGGED_IN, (username) => {
      if (username !== (user.value?.username ?? null)) {
        setAccount(null)
        void check()
      }
    })
  }

  return { user, asked, unreachable, leftByChoice, overFor, noAccountYet, mustSetUp, mayAdminister, maySupervise, check, logIn, logInByPasskey, logInByDirectory, giveCode, setUp, logOut, enterState, end, lastKnown, followOtherTabs }
})

/** Kept while this person wants to be offline; the next log-in forgets it. */
export const OFFLINE_BY_CHOICE = 'offline'
/** Somebody has gone to the company's directory to log in; leaving means leaving it, too. */
const BY_DIRECTORY = 'by-directory'
/** Who is logged in, for the other tabs. */
const LOGGED_IN = 'logged-in'

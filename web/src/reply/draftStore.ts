import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { request } from '@/shared/http'
import { asObject, asText } from '@/shared/json'
import { NOTHING_KEPT, ofAccount } from '@/shared/kept'
import { mergeDrafts } from './mergeDrafts'

/** The server is told when somebody pauses, not for every letter. */
const TELL_AFTER_MS = 1_000
const NOT_FOUND = 404
const DRAFT = 'draft'
/** Which drafts the server has not heard of. */
const UNTOLD = 'untold'
/** What the server had when it was last heard of. */
const BASE = 'draftBase'
/** What was written elsewhere and could not be merged. */
const OTHER = 'draftOther'

interface OnServer {
  text: string
  revision: string
}

/**
 * `sent` is the first text whose request was not answered: the server may have it. The revision is empty where an older
 * server gave none.
 */
interface Base extends OnServer {
  sent: string | null
}

const NO_DRAFT: OnServer = { text: '', revision: '0' }

/**
 * What was typed and not sent, by conversation. It is in the browser's store at every letter, where the other tabs see
 * it at once, and on the server a moment later. A text is written on the revision of the server's draft that it grew
 * from; where that has changed meanwhile, the two are merged.
 */
export const useDraftStore = defineStore('draft', () => {
  const abilities = useAbilityStore()
  const drafts = shallowReactive(new Map<string, string>())
  const others = shallowReactive(new Map<string, string>())
  const bases = new Map<string, Base>()
  const telling = new Map<string, ReturnType<typeof setTimeout>>()
  const asking = new Set<string>()
  let keeper = NOTHING_KEPT
  let unfollow: (() => void)[] = []

  function takeUp(username: string): void {
    clear()
    keeper = ofAccount(username)
    const read = (kind: string, see: (value: string | null, id: string) => void): void => {
      keeper.ids(kind).forEach((id) => see(keeper.read(kind, id), id))
      unfollow.push(keeper.follow(kind, see))
    }
    read(DRAFT, (text, id) => put(drafts, id, text))
    read(OTHER, (text, id) => put(others, id, text))
    read(BASE, (json, id) => {
      const base = decodeBase(json)
      if (base === null) {
        bases.delete(id)
      } else {
        bases.set(id, base)
      }
    })
  }

  /** Brings both sides together: after the start, after a time without a line, and when somebody comes back. */
  async function load(): Promise<void> {
    if (!abilities.can('drafts')) {
      return
    }
    const mine = keeper
    keeper.ids(UNTOLD).forEach((id) => void tell(id))
    const before = new Map([...bases].map(([id, base]) => [id, base.revision]))
    const reply = await request('get', '/api/v1/drafts')
    if (reply.kind !== 'ok' || keeper !== mine) {
      return
    }
    const onServer = new Map<string, OnServer>(reply.value.drafts.map(({ conversation_id, text, revision }) => [conversation_id, { text, revision }]))
    const untold = new Set(keeper.ids(UNTOLD))
    for (const id of new Set([...drafts.keys(), ...bases.keys(), ...onServer.keys()])) {
      const heardSince = bases.get(id)?.revision !== before.get(id)
      if (!untold.has(id) && !telling.has(id) && !asking.has(id) && !heardSince) {
        const theirs = onServer.get(id) ?? NO_DRAFT
        hold(id, theirs.text)
        holdBase(id, { ...theirs, sent: null })
      }
    }
  }

  function get(conversationId: string): string {
    return drafts.get(conversationId) ?? ''
  }

  /** What was written elsewhere meanwhile; null where there is no such text. */
  function other(conversationId: string): string | null {
    return others.get(conversationId) ?? null
  }

  function write(conversationId: string, text: string): void {
    if (get(conversationId) === text) {
      return
    }
    hold(conversationId, text)
    keeper.write(UNTOLD, '1', conversationId)
    tellSoon(conversationId)
  }

  /** The text that stood here becomes the other one, so that this can be undone. */
  function takeOther(conversationId: string): void {
    const present = get(conversationId)
    const taken = other(conversationId)
    if (taken !== null) {
      write(conversationId, taken)
      holdOther(conversationId, present)
    }
  }

  function dropOther(conversationId: string): void {
    holdOther(conversationId, '')
  }

  function hold(conversationId: string, text: string): void {
    put(drafts, conversationId, text)
    keep(DRAFT, conversationId, text)
    if (text === other(conversationId)) {
      dropOther(conversationId)
    }
  }

  function holdOther(conversationId: string, text: string): void {
    put(others, conversationId, text)
    keep(OTHER, conversationId, text)
  }

  function holdBase(conversationId: string, base: Base): void {
    if (base.revision === NO_DRAFT.revision && base.sent === null) {
      bases.delete(conversationId)
      keeper.remove(BASE, conversationId)
    } else {
      bases.set(conversationId, base)
      keeper.write(BASE, JSON.stringify(base), conversationId)
    }
  }

  function keep(kind: string, conversationId: string, text: string): void {
    if (text === '') {
      keeper.remove(kind, conversationId)
    } else {
      keeper.write(kind, text, conversationId)
    }
  }

  function tellSoon(conversationId: string): void {
    clearTimeout(telling.get(conversationId))
    telling.set(conversationId, setTimeout(() => void tell(conversationId), TELL_AFTER_MS))
  }

  /** One request at a time for each draft: the next one has to know the revision that this one made. */
  async function tell(conversationId: string): Promise<void> {
    clearTimeout(telling.get(conversationId))
    telling.delete(conversationId)
    if (!abilities.can('drafts')) {
      return
    }
    if (asking.has(conversationId)) {
      tellSoon(conversationId)
      return
    }
    const mine = keeper
    const text = get(conversationId)
    const base = bases.get(conversationId) ?? { ...NO_DRAFT, sent: null }
    asking.add(conversationId)
    holdBase(conversationId, { ...base, sent: base.sent ?? text })
    const reply = await request('put', '/api/v1/conversations/{id}/draft', { path: { id: conversationId }, body: { text, revision: base.revision || undefined } })
    if (keeper !== mine) {
      return
    }
    asking.delete(conversationId)
    if (reply.kind === 'ok') {
      holdBase(conversationId, { text, revision: reply.value?.revision ?? '', sent: null })
      told(conversationId, text)
    } else if (reply.kind === 'refused' && reply.reason === 'draft_changed') {
      merge(conversationId, { ...base, sent: base.sent ?? text }, decodeDraft(reply.about['draft']))
    } else if (reply.kind === 'refused') {
      holdBase(conversationId, base)
      if (reply.status === NOT_FOUND) {
        keeper.remove(UNTOLD, conversationId) // Nobody can take it; what is too long now is told when it is shorter.
      }
    }
  }

  function merge(conversationId: string, base: Base, theirs: OnServer): void {
    const ours = get(conversationId)
    const ownWrite = theirs.text === base.sent // The answer to an earlier request was lost.
    const merged = mergeDrafts(ownWrite ? theirs.text : base.text, ours, theirs.text)
    hold(conversationId, merged.text)
    if (merged.other !== null) {
      holdOther(conversationId, merged.other)
    }
    holdBase(conversationId, { ...theirs, sent: null })
    told(conversationId, theirs.text)
  }

  /** The server has this text. */
  function told(conversationId: string, text: string): void {
    if (get(conversationId) === text) {
      keeper.remove(UNTOLD, conversationId)
    } else if (!telling.has(conversationId)) {
      tellSoon(conversationId)
    }
  }

  /** Puts a text back in front of what is being typed. */
  function putBack(conversationId: string, text: string): void {
    if (text !== '') {
      const present = get(conversationId)
      write(conversationId, present === '' ? text : `${text}\n${present}`)
    }
  }

  function clear(): void {
    unfollow.forEach((end) => end())
    unfollow = []
    keeper = NOTHING_KEPT
    telling.forEach((timer) => clearTimeout(timer))
    telling.clear()
    asking.clear()
    drafts.clear()
    others.clear()
    bases.clear()
  }

  return { get, other, write, takeOther, dropOther, putBack, takeUp, load, clear }
})

function put(texts: Map<string, string>, id: string, text: string | null): void {
  if (text === null || text === '') {
    texts.delete(id)
  } else {
    texts.set(id, text)
  }
}

function decodeDraft(json: unknown): OnServer {
  const object = asObject(json)
  return { text: asText(object['text']), revision: asText(object['revision']) }
}

function decodeBase(json: string | null): Base | null {
  try {
    const object = asObject(JSON.parse(json ?? ''))
    const sent = object['sent']
    return { ...decodeDraft(object), sent: typeof sent === 'string' ? sent : null }
  } catch {
    return null
  }
}

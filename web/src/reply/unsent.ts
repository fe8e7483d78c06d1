import type { Keeper } from '@/shared/kept'
import { asObject, asText, asTextOrNull } from '@/shared/json'
import { millisOf, type Instant } from '@/shared/instant'
import { decodeOutgoing, textOut, type Outgoing } from './outgoing'

/** An answer the server has not confirmed yet. It lives here, and in the browser's store, until it has. */
export interface Unsent {
  clientId: string
  conversationId: string
  outgoing: Outgoing
  /** The newest message that was on the screen when it was written. */
  seen: string | null
  /** The writer knows that a colleague has answered, and sends it all the same. */
  anyway: boolean
  /** The writer was asked about its words, and sends it all the same. */
  confirmed: boolean
  /** The model's draft that it was made of; null where there was none. */
  draftId: string | null
  createdAt: Instant
  /** Several are written in one millisecond: a text and its files. */
  position: number
  /** A held answer that this one takes the place of, and what is sent when that one has left already. */
  replaces: { messageId: string; alone: Outgoing } | null
  phase: Phase
}

export type Phase =
  | { kind: 'waiting' }
  | { kind: 'posting' }
  /** No answer came: it may or may not have arrived, and the same client id makes a repetition safe. */
  | { kind: 'unreachable' }
  | { kind: 'refused'; reason: string; detail: string }

/** What was to be replaced has been sent meanwhile. */
export const REPLACED_HAS_LEFT = 'replaced_has_left'
/** A colleague has answered since; the writer decides. */
export const ANSWERED_MEANWHILE = 'answered_meanwhile'

/** The shop's rules for words want the writer to be asked, or do not allow the words. */
const ABOUT_WORDS: readonly string[] = ['policy_confirm', 'policy_refused']

export function isAboutWords(reason: string): boolean {
  return ABOUT_WORDS.includes(reason)
}

/** Each under a key of its own, so that two tabs do not overwrite each other's. */
const KIND = 'unsent'

export function keepUnsent(keeper: Keeper, unsent: Unsent): void {
  const { phase, ...rest } = unsent
  const refused = phase.kind === 'refused' ? { reason: phase.reason, detail: phase.detail } : null
  keeper.write(KIND, JSON.stringify({ ...rest, refused }), unsent.clientId)
}

export function dropUnsent(keeper: Keeper, clientId: string): void {
  keeper.remove(KIND, clientId)
}

/** What was left unsent when the page was closed, oldest first. */
export function keptUnsent(keeper: Keeper): Unsent[] {
  return keeper
    .ids(KIND)
    .flatMap((id) => decodeUnsent(keeper.read(KIND, id)) ?? [])
    .sort((a, b) => millisOf(a.createdAt) - millisOf(b.createdAt) || a.position - b.position)
}

function decodeUnsent(text: string | null): Unsent | null {
  try {
    const object = asObject(JSON.parse(text ?? 'null'))
    const outgoing = typeof object['content'] === 'string' ? textOut(object['content']) : decodeOutgoing(object['outgoing'])
    if (outgoing === null) {
      return null
    }
    const refused = object['refused']
    const unsent: Unsent = {
      clientId: asText(object['clientId']),
      conversationId: asText(object['conversationId']),
      outgoing,
      seen: asTextOrNull(object['seen']),
      anyway: object['anyway'] === true,
      confirmed: object['confirmed'] === true,
      draftId: asTextOrNull(object['draftId']),
      createdAt: asText(object['createdAt']),
      position: typeof object['position'] === 'number' ? object['position'] : 0,
      replaces: decodeReplaces(object['replaces']),
      phase:
        typeof refused === 'object' && refused !== null
          ? { kind: 'refused', reason: asText(asObject(refused)['reason']), detail: asText(asObject(refused)['detail']) }
          : { kind: 'unreachable' },
    }
    return unsent.clientId === '' || unsent.conversationId === '' ? null : unsent
  } catch {
    return null
  }
}

function decodeReplaces(json: unknown): Unsent['replaces'] {
  if (typeof json !== 'object' || json === null) {
    return null
  }
  const messageId = asText(asObject(json)['messageId'])
  const alone = decodeOutgoing(asObject(json)['alone'])
  return messageId === '' || alone === null ? null : { messageId, alone }
}

/** The next one to post in a conversation: in order, and never past one whose fate is open. */
export function nextToPost(unsent: readonly Unsent[], conversationId: string): Unsent | null {
  for (const one of unsent) {
    if (one.conversationId !== conversationId || one.phase.kind === 'refused') {
      continue
    }
    return one.phase.kind === 'waiting' ? one : null
  }
  return null
}

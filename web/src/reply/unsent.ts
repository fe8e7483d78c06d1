import { kept } from '@/shared/kept'
import { asObject, asText } from '@/shared/json'
import { millisOf, type Instant } from '@/shared/instant'

/** An answer the server has not confirmed yet. It lives here, and in the browser's store, until it has. */
export interface Unsent {
  clientId: string
  conversationId: string
  content: string
  createdAt: Instant
  phase: Phase
}

export type Phase =
  | { kind: 'waiting' }
  | { kind: 'posting' }
  /** No answer came: it may or may not have arrived, and the same client id makes a repetition safe. */
  | { kind: 'unreachable' }
  | { kind: 'refused'; reason: string }

/** Each under a key of its own, so that two tabs do not overwrite each other's. */
function keyOf(username: string, clientId: string): string {
  return `unsent.${username}.${clientId}`
}

export function keepUnsent(username: string, unsent: Unsent): void {
  const { clientId, conversationId, content, createdAt, phase } = unsent
  const reason = phase.kind === 'refused' ? phase.reason : null
  kept.write(keyOf(username, clientId), JSON.stringify({ clientId, conversationId, content, createdAt, reason }))
}

export function dropUnsent(username: string, clientId: string): void {
  kept.remove(keyOf(username, clientId))
}

/** What was left unsent when the page was closed, oldest first. */
export function keptUnsent(username: string): Unsent[] {
  return kept
    .keys(`unsent.${username}.`)
    .flatMap((key) => decodeUnsent(kept.read(key)) ?? [])
    .sort((a, b) => millisOf(a.createdAt) - millisOf(b.createdAt))
}

function decodeUnsent(text: string | null): Unsent | null {
  try {
    const object = asObject(JSON.parse(text ?? 'null'))
    const reason = object['reason']
    const unsent: Unsent = {
      clientId: asText(object['clientId']),
      conversationId: asText(object['conversationId']),
      content: asText(object['content']),
      createdAt: asText(object['createdAt']),
      phase: typeof reason === 'string' ? { kind: 'refused', reason } : { kind: 'unreachable' },
    }
    return unsent.clientId === '' || unsent.conversationId === '' ? null : unsent
  } catch {
    return null
  }
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

import type { Conversation } from '@/conversation/conversation'
import type { Reply } from '@/shared/http'
import { t } from '@/shared/i18n/i18n'
import { postClose, postHandOver, postPutBack, type Receiver } from './careApi'
import { careTrouble } from './careWords'

/** What is done with several conversations. */
export type Act = { kind: 'assign'; receiver: Receiver; note: string } | { kind: 'putBack' } | { kind: 'close' }

/** A conversation with which it was not done, and why. */
export interface Failure {
  conversation: Conversation
  why: string
}

/** Asks the server; what is no longer as it was seen is left alone. */
export function ask(act: Act, seen: Conversation, now: Conversation): Promise<Reply<Conversation>> {
  return Promise.resolve(refusalOf(act, seen, now) ?? post(act, seen))
}

export function refusalOf(act: Act, seen: Conversation, now: Conversation): Reply<never> | null {
  if (now.assignee?.username !== seen.assignee?.username) {
    return refused('taken', now.assignee?.username ?? '')
  }
  return now.open || act.kind === 'close' ? null : refused('is_closed', '')
}

function refused(reason: string, assignee: string): Reply<never> {
  return { kind: 'refused', status: 409, reason, detail: '', about: { assignee } }
}

function post(act: Act, { id, assignee }: Conversation): Promise<Reply<Conversation>> {
  switch (act.kind) {
    case 'assign':
      return postHandOver(id, act.receiver, act.note)
    case 'putBack':
      return postPutBack(id, assignee?.username ?? null)
    case 'close':
      return postClose(id)
  }
}

export function failuresOf(seen: readonly Conversation[], answers: ReadonlyMap<Conversation, Reply<unknown>>, nameOf: (username: string) => string): Failure[] {
  return seen.flatMap((conversation) => {
    const reply = answers.get(conversation)
    return reply?.kind === 'ok' ? [] : [{ conversation, why: reply === undefined ? t('bulk.notTried') : whyNot(reply, nameOf) }]
  })
}

function whyNot(reply: Exclude<Reply<unknown>, { kind: 'ok' }>, nameOf: (username: string) => string): string {
  if (reply.kind === 'unreachable') {
    return t('bulk.noAnswer')
  }
  return reply.kind === 'refused' && reply.reason === 'is_closed' ? t('bulk.isClosed') : careTrouble(reply, nameOf)
}

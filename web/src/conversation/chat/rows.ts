import { dayOf, millisOf } from '@/shared/instant'
import type { Unsent } from '@/reply/unsent'
import type { Message } from '../conversation'

/** A line of the chat as it is drawn. */
export type Row =
  | { kind: 'day'; key: string; day: string }
  | { kind: 'unread'; key: string }
  | { kind: 'note'; key: string; message: Message }
  | { kind: 'message'; key: string; message: Message; startsGroup: boolean; endsGroup: boolean }
  | { kind: 'unsent'; key: string; unsent: Unsent; startsGroup: boolean; endsGroup: boolean }

/** Bubbles of one side within this time stand together. */
const GROUP_WITHIN_MS = 3 * 60_000

export function rowsOf(messages: readonly Message[], unsent: readonly Unsent[], unreadFrom: string | null): Row[] {
  const rows: Row[] = []
  let day = ''
  let previous: Message | null = null
  for (const message of messages) {
    const itsDay = dayOf(message.createdAt)
    if (itsDay !== day) {
      // A late arrival can bring a day back; the message id keeps the key unique.
      rows.push({ kind: 'day', key: `day ${itsDay} ${message.id}`, day: itsDay })
      day = itsDay
      previous = null
    }
    if (message.id === unreadFrom) {
      rows.push({ kind: 'unread', key: 'unread' })
      previous = null
    }
    if (message.origin === 'other') {
      rows.push({ kind: 'note', key: keyOf(message), message })
      previous = null
      continue
    }
    const startsGroup = previous === null || !belongTogether(previous, message)
    if (!startsGroup) {
      endGroup(rows, false)
    }
    rows.push({ kind: 'message', key: keyOf(message), message, startsGroup, endsGroup: true })
    previous = message
  }
  unsent.forEach((one, index) => {
    const startsGroup = index === 0 && previous?.direction !== 'out'
    if (!startsGroup) {
      endGroup(rows, false)
    }
    rows.push({ kind: 'unsent', key: one.clientId, unsent: one, startsGroup, endsGroup: true })
  })
  return rows
}

/** The optimistic bubble and the server's message are the same row: it must not flash when one becomes the other. */
function keyOf(message: Message): string {
  return message.client_id ?? message.id
}

function belongTogether(a: Message, b: Message): boolean {
  return a.direction === b.direction && a.by === b.by && Math.abs(millisOf(b.created_at) - millisOf(a.created_at)) <= GROUP_WITHIN_MS
}

function endGroup(rows: Row[], ends: boolean): void {
  const last = rows.at(-1)
  if (last !== undefined && (last.kind === 'message' || last.kind === 'unsent')) {
    rows[rows.length - 1] = { ...last, endsGroup: ends }
  }
}

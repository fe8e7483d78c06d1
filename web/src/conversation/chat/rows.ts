import { dayOf, millisOf } from '@/shared/instant'
import type { Unsent } from '@/reply/unsent'
import type { TrailEntry } from '@/staff/careApi'
import type { Message } from '../conversation'

/** A line of the chat as it is drawn. */
export type Row =
  | { kind: 'day'; key: string; day: string }
  | { kind: 'unread'; key: string }
  | { kind: 'note'; key: string; message: Message }
  /** It changed hands here. */
  | { kind: 'step'; key: string; step: TrailEntry }
  | { kind: 'message'; key: string; message: Message; startsGroup: boolean; endsGroup: boolean }
  | { kind: 'unsent'; key: string; unsent: Unsent; startsGroup: boolean; endsGroup: boolean }

/** Bubbles of one side within this time stand together. */
const GROUP_WITHIN_MS = 3 * 60_000

export function rowsOf(messages: readonly Message[], unsent: readonly Unsent[], unreadFrom: string | null, steps: readonly TrailEntry[] = [], endsWithNewest = true): Row[] {
  const rows: Row[] = []
  const first = messages[0]
  const due = steps.filter((step) => first === undefined || millisOf(step.at) >= millisOf(first.created_at))
  let day = ''
  let previous: Message | null = null
  for (const message of messages) {
    for (let step = due[0]; step !== undefined && millisOf(step.at) < millisOf(message.created_at); step = due[0]) {
      rows.push(stepRow(step))
      due.shift()
      previous = null
    }
    const itsDay = dayOf(message.created_at)
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
  if (endsWithNewest && due.length > 0) {
    rows.push(...due.map(stepRow))
    previous = null
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

function stepRow(step: TrailEntry): Row {
  return { kind: 'step', key: `step ${step.at} ${step.what}`, step }
}

/** The optimistic bubble and the server's message are the same row: it must not flash when one becomes the other. */
function keyOf(message: Message): string {
  return message.client_id ?? message.id
}

function belongTogether(a: Message, b: Message): boolean {
  return a.direction === b.direction && a.by === b.by && a.origin === b.origin && Math.abs(millisOf(b.created_at) - millisOf(a.created_at)) <= GROUP_WITHIN_MS
}

function endGroup(rows: Row[], ends: boolean): void {
  const last = rows.at(-1)
  if (last !== undefined && (last.kind === 'message' || last.kind === 'unsent')) {
    rows[rows.length - 1] = { ...last, endsGroup: ends }
  }
}

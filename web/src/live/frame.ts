import { readable } from '@/conversation/conversation'
import type { Schemas } from '@/shared/http'
import { asObject } from '@/shared/json'

/** What the server says over the live connection. */
export type Frame = Schemas['LiveFrame']
/** Somebody who looks at a conversation. */
export type Onlooker = Extract<Frame, { type: 'presence' }>['people'][number]

/** Null for what is no frame, or one of a newer server: it is passed over. */
export function frameOf(text: string): Frame | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const frame = asObject(json) as Frame
  switch (frame.type) {
    case 'changes':
      return Array.isArray(frame.messages) ? { ...frame, messages: frame.messages.map(readable) } : null
    case 'hello':
    case 'reset':
    case 'pong':
    case 'presence':
      return frame
    default:
      return null
  }
}

import { describe, expect, it } from 'vitest'
import { message } from '@/testing/fixtures'
import { readable, type Message } from './conversation'

describe('a message', () => {
  it('of a type that only a newer server knows is shown raw', () => {
    const sticker = { ...message({ id: '1' }), type: 'sticker', sticker: { id: 5 } } as unknown as Message
    expect(readable(sticker)).toMatchObject({ id: '1', type: 'unknown', unknown: { msg_type: 'sticker', raw: '{"id":5}' } })
  })

  it('of a known type stays as it is', () => {
    const known = message({ id: '1' })
    expect(readable(known)).toBe(known)
  })
})

import { describe, expect, it } from 'vitest'
import { bytesOf, textOf } from './passkey'

describe('bytes of a passkey', () => {
  it('go as base64url and come back', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 101) % 256)
      const text = textOf(bytes.buffer)
      expect(text).toMatch(/^[A-Za-z0-9_-]*$/)
      expect(bytesOf(text)).toEqual(bytes)
    }
  })

  it('are written as RFC 4648 does', () => {
    expect(textOf(Uint8Array.of(0xfb, 0xff, 0xfe).buffer)).toBe('-__-')
    expect(textOf(new TextEncoder().encode('foob').buffer)).toBe('Zm9vYg')
  })
})

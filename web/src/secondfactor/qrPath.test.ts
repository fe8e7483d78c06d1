import { describe, expect, it } from 'vitest'
import { qrPath } from './qrPath'

describe('the picture for an app', () => {
  it('has the three corners that cameras look for, with light around', () => {
    const { size, path } = qrPath('otpauth://totp/Xiaoer:lin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Xiaoer')
    for (const [x, y] of [[4, 4], [size - 11, 4], [4, size - 11]] as const) {
      for (let i = 0; i < 7; i++) {
        expect(path).toContain(`M${x + i} ${y}h1`)
        expect(path).toContain(`M${x} ${y + i}h1`)
      }
    }
    expect(path).not.toMatch(/M[0-3] /)
  })

  it('is another one for another secret', () => {
    expect(qrPath('otpauth://totp/Xiaoer:lin?secret=AAAA').path).not.toBe(qrPath('otpauth://totp/Xiaoer:lin?secret=AAAB').path)
  })
})

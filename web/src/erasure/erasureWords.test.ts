import { describe, expect, it } from 'vitest'
import { countWords, isTyped, tailOf } from './erasureWords'

describe('what an erasure is about', () => {
  it('names each kind it has words for and passes over those of a newer server', () => {
    expect(countWords([{ kind: 'messages', count: 3 }, { kind: 'files', count: 1 }, { kind: 'later' as 'files', count: 9 }])).toEqual(['3 条消息', '1 个文件'])
  })

  it('asks for the end of the openid, exactly', () => {
    expect(tailOf('oAbCdEfGh123456')).toBe('123456')
    expect(isTyped(' 123456 ', 'oAbCdEfGh123456')).toBe(true)
    expect(isTyped('12345', 'oAbCdEfGh123456')).toBe(false)
    expect(isTyped('', 'oAbCdEfGh123456')).toBe(false)
    expect(isTyped('ABCDEF', 'oabcdef')).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { en } from './en'
import { fill } from './i18n'
import { zhCN } from './zh-CN'

describe('the catalogue', () => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zhCN))
  })

  it('names the same placeholders in both languages', () => {
    const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()
    for (const [key, chinese] of Object.entries(zhCN)) {
      expect([key, placeholders(en[key as keyof typeof en])]).toEqual([key, placeholders(chinese)])
    }
  })

  it('leaves no text empty', () => {
    expect([...Object.values(zhCN), ...Object.values(en)].filter((text) => text.trim() === '')).toEqual([])
  })

  it('chooses singular and plural by n', () => {
    expect(fill('{n} reply left | {n} replies left', { n: 1 })).toBe('1 reply left')
    expect(fill('{n} reply left | {n} replies left', { n: 2 })).toBe('2 replies left')
    expect(fill('剩余 {n} 条', { n: 1 })).toBe('剩余 1 条')
  })

  it('leaves a placeholder standing that nobody fills', () => {
    expect(fill('{a} {b}', { a: 1 })).toBe('1 {b}')
  })
})

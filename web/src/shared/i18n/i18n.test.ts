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

  it('says what agents say, and not what nobody says at a desk', () => {
    const said = (catalogue: Record<string, string>, words: string[]) => Object.values(catalogue).filter((text) => words.some((word) => text.includes(word)))
    expect(said(zhCN, ['未读懂', '搁置', '写入排队', '快超时', '永久性', '找得回来', '转眼'])).toEqual([])
    expect(said(en, ['Nobody has it', 'Lift the block', 'Trail', 'Make a key', 'It did not work', 'Read every'])).toEqual([])
  })

  it('leaves no text empty', () => {
    expect([...Object.values(zhCN), ...Object.values(en)].filter((text) => text.trim() === '')).toEqual([])
  })

  it('chooses singular and plural by n', () => {
    expect(fill('{n} reply left | {n} replies left', { n: 1 })).toBe('1 reply left')
    expect(fill('{n} reply left | {n} replies left', { n: 2 })).toBe('2 replies left')
    expect(fill('剩余 {n} 条', { n: 1 })).toBe('剩余 1 条')
  })

  it('keeps a name that runs from right to left to itself', () => {
    expect(fill('{name} 12:30', { name: 'محمد' })).toBe('\u2068محمد\u2069 12:30')
    expect(fill('{name} 12:30', { name: '小林' })).toBe('小林 12:30')
  })

  it('leaves a placeholder standing that nobody fills', () => {
    expect(fill('{a} {b}', { a: 1 })).toBe('1 {b}')
  })
})

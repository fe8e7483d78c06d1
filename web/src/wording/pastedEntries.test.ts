import { describe, expect, it } from 'vitest'
import { readPasted } from './pastedEntries'

describe('pasted lines', () => {
  it('are words with the usual action, or with what stands behind them', () => {
    const { entries, known, wrong } = readPasted('国家级\n\n 全网最低，禁止，价格实惠，广告法\nVIP\twarn\r\n', 'confirm', [])
    expect(entries).toEqual([
      { kind: 'word', value: '国家级', action: 'confirm', replacement: null, note: '' },
      { kind: 'word', value: '全网最低', action: 'refuse', replacement: '价格实惠', note: '广告法' },
      { kind: 'word', value: 'VIP', action: 'warn', replacement: null, note: '' },
    ])
    expect([known, wrong]).toEqual([0, null])
  })

  it('are patterns between slashes, commas and all', () => {
    const { entries } = readPasted('/保证.{0,4}发货/, refuse\n/a\\/b/', 'warn', [])
    expect(entries.map(({ kind, value, action }) => [kind, value, action])).toEqual([
      ['pattern', '保证.{0,4}发货', 'refuse'],
      ['pattern', 'a\\/b', 'warn'],
    ])
  })

  it('that are there already are counted and left out, however they are spelt', () => {
    const present = readPasted('VIP 价', 'warn', []).entries
    const { entries, known } = readPasted('ｖｉｐ价\n包邮\n包 邮', 'warn', present)
    expect(entries.map(({ value }) => value)).toEqual(['包邮'])
    expect(known).toBe(2)
  })

  it('with an action that nobody knows are named by their number', () => {
    expect(readPasted('好\n差,删除', 'warn', []).wrong).toEqual({ line: 2, words: '删除' })
  })
})

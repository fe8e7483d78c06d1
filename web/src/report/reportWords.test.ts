import { afterEach, describe, expect, it } from 'vitest'
import { speak } from '@/shared/i18n/i18n'
import { en } from '@/shared/i18n/en'
import { zhCN } from '@/shared/i18n/zh-CN'
import { columnName, dayWords, hourWords, rateName, ratesCompared, rowWords, timesCompared } from './reportWords'
import type { Definition } from './reportApi'

const TODAY = '2026-12-01'

function definition(of: Partial<Definition>): Definition {
  return { threshold_seconds: 180, automatic_answers: 'ignored', ...of } as Definition
}

describe('the words of reports', () => {
  afterEach(() => speak('zh-CN'))

  it('are shorter below a column', () => {
    expect(columnName('hour', { key: '09', label: null }, 24, TODAY)).toBe('09:00')
    expect([7, 30].map((columns) => columnName('day', { key: '2026-11-30', label: null }, columns, TODAY))).toEqual(['11-30 周一', '11-30'])
    expect(columnName('agent', { key: 'lan', label: '小兰' }, 1, TODAY)).toBe('小兰')
  })

  it('call a rate by its limit, and never as the platform calls its own', () => {
    expect([definition({}), definition({ threshold_seconds: 30, automatic_answers: 'count' }), definition({ threshold_seconds: null }), definition({ threshold_seconds: null, automatic_answers: 'count' })].map(rateName)).toEqual(['3 分钟人工回复率', '30 秒回复率（含自动回复）', '人工回复率', '回复率（含自动回复）'])
    expect([...Object.values(zhCN), ...Object.values(en)].filter((text) => /平台.{0,4}3 ?分钟.{0,4}回复率/.test(text))).toEqual([])
  })

  it('compare in words, the better and the worse', () => {
    expect(ratesCompared(0.95, 0.927)).toEqual({ turn: 'better', words: '升 2.3 个百分点' })
    expect(ratesCompared(0.9, 0.95)).toEqual({ turn: 'worse', words: '降 5 个百分点' })
    expect(ratesCompared(0.9, 0.9001)?.turn).toBe('same')
    expect(ratesCompared(0.9, null)).toBeNull()
    expect(timesCompared(21, 33)).toEqual({ turn: 'better', words: '快了 12 秒' })
    expect(timesCompared(33, 21)?.turn).toBe('worse')
    expect(timesCompared(33, 33.01)?.turn).toBe('same')
  })

  it('name rows by what they are about', () => {
    expect(dayWords('2026-11-30', '2026-12-01')).toBe('11-30 周一')
    expect(dayWords('2025-11-30', '2026-12-01')).toBe('2025-11-30 周日')
    expect(hourWords(9)).toBe('09:00–10:00')
    expect(rowWords('agent', { key: '', label: null }, '')).toBe('无人接待')
    expect(rowWords('agent', { key: 'lan', label: '小兰' }, '')).toBe('小兰')
    expect(rowWords('agent', { key: 'api:erp', label: null }, '')).toBe('接口 erp')
    expect(rowWords('agent', { key: 'left', label: null }, '')).toBe('left')
    expect(rowWords('group', { key: '', label: null }, '')).toBe('不在技能组')
    expect(rowWords('shop', { key: 'main', label: null }, '')).toBe('main')
    expect(rowWords('hour', { key: '23', label: null }, '')).toBe('23:00–24:00')
  })

  it('say it in English, too', async () => {
    await speak('en')
    expect(rateName(definition({}))).toBe('Answered by a person within 3 minutes')
  })
})

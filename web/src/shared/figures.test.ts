import { afterEach, describe, expect, it } from 'vitest'
import { countWords, limitWords, rateWords, spanDigits, spanRoughly, spanToMinute, spanWords } from './figures'
import { speak } from './i18n/i18n'

describe('figures', () => {
  afterEach(() => speak('zh-CN'))

  it('say all only when nothing is missing, and nothing only when there is nothing', () => {
    expect([null, 1, 0, 0.5, 0.987, 0.9996, 0.9999, 0.0001].map(rateWords)).toEqual(['–', '100%', '0%', '50%', '98.7%', '99.9%', '99.9%', '0.1%'])
  })

  it('keep long numbers readable', () => {
    expect([0, 999, 1_234_567].map(countWords)).toEqual(['0', '999', '1,234,567'])
  })

  it('say a span as people do', async () => {
    expect([null, 0, 4.24, 9.96, 34.6, 59.6, 60, 185, 3_599.6, 3_600, 5_400, 115_200].map(spanWords)).toEqual(['–', '0 秒', '4.2 秒', '10 秒', '35 秒', '1 分 00 秒', '1 分 00 秒', '3 分 05 秒', '1 小时 00 分', '1 小时 00 分', '1 小时 30 分', '32 小时 00 分'])
    await speak('en')
    expect(spanWords(185)).toBe('3 min 05 s')
  })

  it('say a span to the minute where it is not known better', () => {
    expect([0, 29, 2_859, 30_240, 3_590].map(spanToMinute)).toEqual(['0 分', '0 分', '48 分', '8 小时 24 分', '1 小时 00 分'])
  })

  it('say a span as short as can be where it runs', () => {
    expect([0, 59, 60, 125, 3_600, 3_849].map(spanDigits)).toEqual(['0 秒', '59 秒', '1:00', '2:05', '1:00:00', '1:04:09'])
  })

  it('say a span roughly where only its size matters', () => {
    expect([60, 3_599, 3_600, 86_399, 172_800].map(spanRoughly)).toEqual(['1 分钟', '59 分钟', '1 小时', '23 小时', '2 天'])
  })

  it('say a limit in minutes where it is whole ones', () => {
    expect([30, 90, 60, 180].map(limitWords)).toEqual(['30 秒', '90 秒', '1 分钟', '3 分钟'])
  })
})

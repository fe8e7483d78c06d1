import { describe, expect, it } from 'vitest'
import { sinceWords, statusWords, toDoWords } from './caseWords'

describe('words of after-sales orders and disputes', () => {
  it('says a published status in words', () => {
    expect(statusWords({ status: 'MERCHANT_PROCESSING' })).toBe('待商家受理')
    expect(statusWords({ status: '106' })).toBe('待商家补充凭证')
  })

  it('shows another one as it came', () => {
    expect(statusWords({ status: 'MOON_PHASE' })).toBe('未公布的状态 MOON_PHASE')
    expect(toDoWords({ status: 'MOON_PHASE', turn: 'unknown' })).not.toBe('')
  })

  it('asks the merchant for something only in their turn', () => {
    for (const status of ['MERCHANT_PROCESSING', 'MERCHANT_WAIT_RECEIPT', 'MERCHANT_OVERDUE_REFUND', 'PLATFORM_REFUND_FAIL', '100', '106', '108', '110']) {
      expect(toDoWords({ status, turn: 'merchant' })).not.toBe('')
    }
    expect(toDoWords({ status: '112', turn: 'over' })).toBe('')
    expect(toDoWords({ status: '103', turn: 'platform' })).toBe('')
  })

  it('says how long it has been so, and never less than nothing', () => {
    const since = '2026-11-23T08:00:00Z'
    expect(sinceWords({ since }, Date.parse(since) + 3 * 3_600_000)).toBe('已 3 小时')
    expect(sinceWords({ since }, Date.parse(since) - 5_000)).toBe('已 0 分钟')
  })
})

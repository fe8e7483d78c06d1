import { describe, expect, it } from 'vitest'
import type { ShopPulse } from './adminApi'
import { outageWords } from './outageWords'

const now = Date.parse('2026-11-25T12:00:00Z')
const pulse = (change: Partial<ShopPulse> = {}): ShopPulse => ({
  shop: 'main', last_push_at: null, last_accepted_at: null, outage_since: null, outage_until: null, outage_reason: null, at_risk_until: null, lost_before: null, ...change,
})

describe('an outage', () => {
  it('that never was is nothing to worry about', () => {
    expect(outageWords(pulse(), now)).toEqual({ tone: 'good', state: '无', lines: [] })
  })
  it('that lasts says until when nothing is lost', () => {
    const words = outageWords(pulse({ outage_since: '2026-11-25T11:00:00Z', outage_reason: 'not_durable', at_risk_until: '2026-11-25T14:36:10Z' }), now)
    expect(words.tone).toBe('bad')
    expect(words.state).toContain('写入磁盘失败')
    expect(words.lines).toHaveLength(1)
    expect(words.lines[0]).toContain('22:36:10')
  })
  it('that lasted too long says what is gone', () => {
    const words = outageWords(pulse({ outage_since: '2026-11-25T06:00:00Z', outage_reason: 'down', lost_before: '2026-11-25T08:23:50Z' }), now)
    expect(words.lines.join()).toContain('16:23:50')
  })
  it('that is over warns until the last push of that time can have come', () => {
    const over: Partial<ShopPulse> = { outage_until: '2026-11-25T11:30:00Z', outage_reason: 'down', at_risk_until: '2026-11-25T12:30:00Z' }
    expect(outageWords(pulse(over), now).tone).toBe('warn')
    expect(outageWords(pulse(over), Date.parse('2026-11-25T13:00:00Z'))).toMatchObject({ tone: 'good', lines: [] })
  })
})

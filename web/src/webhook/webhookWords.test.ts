import { describe, expect, it } from 'vitest'
import { attemptWords, errorWords, stateWords, testWords } from './webhookWords'

describe('a webhook', () => {
  it('says how it is', () => {
    expect(stateWords({ state: 'active', reason: null, failing_since: null })).toBe('正常')
    expect(stateWords({ state: 'active', reason: null, failing_since: '2026-11-30T08:00:00Z' })).toBe('正在重试')
    expect(stateWords({ state: 'paused', reason: 'person', failing_since: null })).toBe('已暂停')
    expect(stateWords({ state: 'paused', reason: 'failing', failing_since: null })).toBe('连续失败，稍后再试')
    expect(stateWords({ state: 'disabled', reason: 'failing', failing_since: null })).toBe('已停用：失败满五天')
    expect(stateWords({ state: 'disabled', reason: 'gone', failing_since: null })).toBe('已停用：对方返回 410')
    expect(stateWords({ state: 'disabled', reason: 'secret', failing_since: null })).toBe('已停用：密钥无法解密，请更换密钥再恢复')
    expect(stateWords({ state: 'paused', reason: 'restored', failing_since: null })).toBe('已暂停：数据从备份恢复，确认后再恢复发送')
  })

  it('says what came of an attempt', () => {
    const at = '2026-11-30T08:00:00Z'
    expect(attemptWords({ at, status: 500, milliseconds: 12, error: null, answer: 'x' })).toBe('返回 500，12 毫秒')
    expect(attemptWords({ at, status: null, milliseconds: 15_000, error: 'timeout', answer: null })).toBe('15 秒内没有返回')
    expect(attemptWords({ at, status: null, milliseconds: null, error: null, answer: null })).toBe('发送中，或中断了')
    expect(errorWords('of a newer server')).toBe('of a newer server')
  })

  it('says what came of a test', () => {
    expect(testWords({ outcome: 'delivered', status: 204, milliseconds: 7, detail: '' })).toBe('对方已收下：204，7 毫秒')
    expect(testWords({ outcome: 'refused', status: 401, milliseconds: 7, detail: 'no' })).toBe('对方没有收下：401 no')
    expect(testWords({ outcome: 'unreachable', status: null, milliseconds: 7, detail: 'tls' })).toBe('没有送达：证书或 TLS 有问题')
  })
})

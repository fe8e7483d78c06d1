import { describe, expect, it } from 'vitest'
import { channelState, noticeWords, outcomeWords } from './channelWords'

describe('a channel', () => {
  it('says how it is', () => {
    expect(channelState({ paused: false, silent_until: null })).toBe('正常')
    expect(channelState({ paused: true, silent_until: null })).toBe('已暂停')
    expect(channelState({ paused: false, silent_until: '2026-11-30T08:00:00Z' })).toContain('被限流')
  })

  it('says what came of a message', () => {
    expect(outcomeWords({ outcome: 'delivered', detail: '', milliseconds: 7 })).toBe('已送达，7 毫秒')
    expect(outcomeWords({ outcome: 'refused', detail: '310000 sign not match', milliseconds: 7 })).toBe('对方拒绝：310000 sign not match')
    expect(outcomeWords({ outcome: 'throttled', detail: 'too fast', milliseconds: 7 })).toBe('发送太快被限流：too fast')
    expect(outcomeWords({ outcome: 'unreachable', detail: 'tls', milliseconds: 7 })).toBe('没有送达：证书或 TLS 有问题')
    expect(outcomeWords({ outcome: null, detail: null, milliseconds: null })).toBe('发送中，或中断了')
  })

  it('says what a message is about before it is sent', () => {
    expect(noticeWords({ purpose: 'work', text: null })).toBe('还没有发送')
    expect(noticeWords({ purpose: 'self_test', text: null })).toBe('每周自检')
    expect(noticeWords({ purpose: 'work', text: '3 位顾客等待' })).toBe('3 位顾客等待')
  })
})

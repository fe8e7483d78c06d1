import { afterEach, describe, expect, it } from 'vitest'
import { speak } from '@/shared/i18n/i18n'
import { conversation } from '@/testing/fixtures'
import { queueWords, type QueuePlace } from './queueWords'

const NOW = Date.parse('2026-11-23T12:00:00Z') // 20:00 in Shanghai
const PLACE: QueuePlace = { position: 3, reason: 'all_full', text: '', online: 3, load: 30, ceiling: 30, opens_at: null, last_agent: null }

function words(change: Partial<QueuePlace>) {
  return queueWords(conversation({ id: '7', waiting_since: '2026-11-23T11:59:00Z', queue: { ...PLACE, ...change } }), NOW)
}

afterEach(() => speak('zh-CN'))

describe('somebody who waits in the queue', () => {
  it('is told by position and reason, in the language of the reader', async () => {
    expect(words({})).toEqual({ line: '排队第 3 · 3 人在线，均已接满 30/30', sentence: '顾客排在第 3 位：3 人在线，均已接满 30/30。' })
    expect(words({ reason: 'nobody_online' })?.line).toBe('排队第 3 · 无人在线')
    expect(words({ reason: 'planning' })?.line).toBe('排队第 3 · 正在分配')
    await speak('en')
    expect(words({})).toEqual({ line: 'No. 3 · 3 online, all at their limit 30/30', sentence: 'No. 3 in the queue: 3 online, all at their limit 30/30.' })
    expect(words({ online: 1, load: 10, ceiling: 10 })?.line).toBe('No. 3 · 1 online, at the limit 10/10')
  })

  it('hears when the shop opens, with the day where it is not today', () => {
    expect(words({ reason: 'off_hours', opens_at: '2026-11-23T13:30:00Z' })?.line).toBe('排队第 3 · 非营业时间，21:30 开始')
    expect(words({ reason: 'off_hours', opens_at: '2026-11-24T01:00:00Z' })?.line).toBe('排队第 3 · 非营业时间，明天 09:00 开始')
    expect(words({ reason: 'off_hours', opens_at: '2026-12-01T01:00:00Z' })?.line).toBe('排队第 3 · 非营业时间，12-01 09:00 开始')
    expect(words({ reason: 'off_hours' })?.line).toBe('排队第 3 · 非营业时间')
  })

  it('is told with who served them last', async () => {
    const last_agent = { username: 'wang', name: '王芳' }
    expect(words({ reason: 'nobody_online', last_agent })).toEqual({ line: '排队第 3 · 无人在线；上次由 王芳 接待', sentence: '顾客排在第 3 位：无人在线。上次由 王芳 接待。' })
    await speak('en')
    expect(words({ reason: 'nobody_online', last_agent })?.sentence).toBe('No. 3 in the queue: nobody online. The customer was last served by 王芳.')
  })

  it('is told for which group they wait, also where people take from the queue', () => {
    const waiting = conversation({ id: '7', waiting_since: '2026-11-23T11:59:00Z', queue: PLACE, group: { id: '3', name: '售后' } })
    expect(queueWords(waiting, NOW)?.line).toBe('等待技能组 售后 · 排队第 3 · 3 人在线，均已接满 30/30')
    expect(queueWords({ ...waiting, queue: { ...PLACE, reason: 'manual' } }, NOW)).toEqual({ line: '等待技能组 售后', sentence: '等待技能组 售后。' })
    expect(queueWords({ ...waiting, assignee: { username: 'wang', name: '王芳' } }, NOW)).toBeNull()
  })

  it('is nothing new where people take from the queue, or somebody serves the customer', () => {
    expect(words({ reason: 'manual' })).toBeNull()
    expect(queueWords(conversation({ id: '7' }), NOW)).toBeNull()
    expect(queueWords(conversation({ id: '7', queue: undefined }), NOW)).toBeNull() // From an older server.
    expect(queueWords(conversation({ id: '7', queue: PLACE, assignee: { username: 'wang', name: '王' } }), NOW)).toBeNull()
  })
})

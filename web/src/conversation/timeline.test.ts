import { describe, expect, it } from 'vitest'
import { message } from '@/testing/fixtures'
import { applyChanges, applyNewerPage, applyPage, EMPTY_TIMELINE, firstUnread, lastArrived, SEQ_UNKNOWN, startAgain, stretchOf, withoutSeqs, type Timeline } from './timeline'

const ids = (timeline: Timeline): string[] => timeline.messages.map((one) => one.id)
const page = (...names: string[]) => names.map((id) => message({ id }))

describe('a timeline', () => {
  it('gives a late arrival its place', () => {
    const timeline = applyPage(EMPTY_TIMELINE, page('1', '3'), 10, false)
    expect(ids(applyChanges(timeline, page('2'), 11))).toEqual(['1', '2', '3'])
  })

  it('shows a duplicate once', () => {
    const timeline = applyPage(EMPTY_TIMELINE, page('1', '2'), 10, false)
    expect(ids(applyChanges(applyChanges(timeline, page('3'), 11), page('3'), 11))).toEqual(['1', '2', '3'])
  })

  it('leaves a message older than the oldest loaded to its page', () => {
    const timeline = applyPage(EMPTY_TIMELINE, page('5', '6'), 10, true)
    const later = applyChanges(timeline, page('2'), 11)
    expect(ids(later)).toEqual(['5', '6'])
    expect(ids(applyPage(later, page('2', '4'), 12, false))).toEqual(['2', '4', '5', '6'])
  })

  it('takes an older message at once when everything is loaded', () => {
    const timeline = applyPage(EMPTY_TIMELINE, page('5', '6'), 10, false)
    expect(ids(applyChanges(timeline, page('2'), 11))).toEqual(['2', '5', '6'])
  })

  it('keeps changes that overtook the first page', () => {
    const early = applyChanges(EMPTY_TIMELINE, [message({ id: '7' }), message({ id: '6', state: 'accepted' })], 20)
    const timeline = applyPage(early, [message({ id: '5' }), message({ id: '6', state: 'queued' })], 19, true)
    expect(ids(timeline)).toEqual(['5', '6', '7'])
    expect(timeline.messages[1]?.state).toBe('accepted')
  })

  it('leaves out changes older than the first page, for they come with theirs', () => {
    const early = applyChanges(EMPTY_TIMELINE, page('1', '7'), 20)
    const timeline = applyPage(early, page('5', '6'), 19, true)
    expect(ids(timeline)).toEqual(['5', '6', '7'])
    expect(ids(applyPage(timeline, page('1', '2'), 21, false))).toEqual(['1', '2', '5', '6', '7'])
  })

  it('does not let an older reading overwrite a newer one', () => {
    const timeline = applyPage(EMPTY_TIMELINE, [message({ id: '1', state: 'accepted' })], 10, false)
    expect(applyChanges(timeline, [message({ id: '1', state: 'queued' })], SEQ_UNKNOWN).messages[0]?.state).toBe('accepted')
    expect(applyChanges(timeline, [message({ id: '1', state: 'failed' })], 11).messages[0]?.state).toBe('failed')
  })

  it('moves a message whose key changed', () => {
    const timeline = applyPage(EMPTY_TIMELINE, page('1', '2', '3'), 10, false)
    expect(ids(applyChanges(timeline, [message({ id: '1', sort_key: '9' })], 11))).toEqual(['2', '3', '1'])
  })

  it('after a reset keeps only what is read anew or came since', () => {
    const before = applyPage(EMPTY_TIMELINE, page('1', '2', '3'), 500, true)
    const since = applyChanges(withoutSeqs(before), page('8'), 42)
    const after = startAgain(since, page('3', '4'), 40, true)
    expect(ids(after)).toEqual(['3', '4', '8'])
  })

  it('stays in order under any order of arrival', () => {
    for (let seed = 1; seed <= 50; seed++) {
      let roll = seed
      const chance = () => (roll = (Math.imul(roll, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
      const names = Array.from({ length: 40 }, (_, index) => String(index))
      let timeline: Timeline = { ...EMPTY_TIMELINE, loaded: true, hasMore: false }
      const waiting = [...names]
      for (let seq = 1; waiting.length > 0; seq++) {
        const taken = waiting.splice(Math.floor(chance() * waiting.length), 1 + Math.floor(chance() * 3))
        timeline = applyChanges(timeline, page(...taken, names[0] ?? ''), seq)
      }
      expect([`seed ${seed}`, ...ids(timeline)]).toEqual([`seed ${seed}`, ...names])
    }
  })
})

describe('a stretch from the middle', () => {
  const middle = () => stretchOf(applyPage(EMPTY_TIMELINE, page('8', '9'), 1, true), page('3', '4'), 5, true, true)

  it('takes the place of what was known', () => {
    expect(ids(middle())).toEqual(['3', '4'])
    expect(middle().hasNewer).toBe(true)
  })

  it('leaves out what is behind its end, and then no older page is taken for the last', () => {
    const live = applyChanges(middle(), page('9'), 7)
    expect(ids(live)).toEqual(['3', '4'])
    const before = applyNewerPage(live, page('5', '8'), 6, false)
    expect([ids(before), before.hasNewer]).toEqual([['3', '4', '5', '8'], true])
    const last = applyNewerPage(before, page('9'), 7, false)
    expect([ids(last), last.hasNewer]).toEqual([['3', '4', '5', '8', '9'], false])
    expect(ids(applyChanges(last, page('91'), 8))).toEqual(['3', '4', '5', '8', '9', '91'])
  })

  it('is not the end when something came while it was on its way', () => {
    const live = applyChanges(applyPage(EMPTY_TIMELINE, page('8'), 1, true), page('9'), 6)
    expect(stretchOf(live, page('7', '8'), 5, true, false).hasNewer).toBe(true)
  })
})

describe('what was read', () => {
  const at = (id: string, second: string) => message({ id, received_at: `2026-11-23T08:00:${second}Z` })

  it('is named by the message that arrived last, not by the last in order', () => {
    expect(lastArrived([at('1', '30'), at('2', '10'), message({ id: '3', direction: 'out' })])?.id).toBe('1')
  })

  it('is told apart to the microsecond', () => {
    expect(lastArrived([at('1', '10.000002'), at('2', '10.000001')])?.id).toBe('1')
  })

  it('begins with the first in order of those that arrived last', () => {
    const messages = [at('1', '10'), at('2', '40'), at('3', '20'), at('4', '30')]
    const whole = applyPage(EMPTY_TIMELINE, messages, 1, false)
    const first = (count: number, of = whole) => {
      const found = firstUnread(of, count, lastArrived(messages))
      return found === null || found === 'above' ? found : found.id
    }
    expect(first(2)).toBe('2')
    expect(first(3)).toBe('2')
    expect(first(0)).toBeNull()
    expect(first(99)).toBe('1')
    expect(first(99, applyPage(EMPTY_TIMELINE, messages, 1, true))).toBe('above')
    const later = applyChanges(whole, [at('5', '50')], 2)
    expect(first(2, later)).toBe('2') // What arrives while one reads moves no line.
  })
})

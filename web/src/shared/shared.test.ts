import { describe, expect, it } from 'vitest'
import { safeNext } from '@/router'
import { fileSize } from '@/conversation/kinds/fileSize'
import { faceOf } from '@/conversation/customer/customerFace'
import { isTyping } from '@/shell/shortcuts'
import { clockTime, compareInstants, dayName, dayOf, exactTime } from './instant'
import { randomUuid } from './uuid'

describe('an instant', () => {
  it('is shown in Shanghai', () => {
    expect(exactTime('2026-11-22T16:00:05.123456Z')).toBe('2026-11-23 00:00:05')
    expect(clockTime('2026-11-22T16:00:05Z')).toBe('00:00')
    expect(dayOf('2026-11-22T15:59:59Z')).toBe('2026-11-22')
  })
  it('is compared to the microsecond, however many digits it has', () => {
    const sorted = ['2026-11-23T08:00:00.1Z', '2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000002Z', '2026-11-23T08:00:00.000001Z'].sort(compareInstants)
    expect(sorted).toEqual(['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000001Z', '2026-11-23T08:00:00.000002Z', '2026-11-23T08:00:00.1Z'])
  })
  it('that is none is shown as nothing', () => {
    expect([exactTime('x'), clockTime(''), dayOf('')]).toEqual(['', '', ''])
  })
  it('has a day as people call it', () => {
    const now = Date.parse('2026-11-23T01:00:00Z')
    expect(dayName('2026-11-23', now).kind).toBe('today')
    expect(dayName('2026-11-22', now).kind).toBe('yesterday')
    expect(dayName('2026-01-02', now)).toEqual({ kind: 'this-year', date: '01-02' })
    expect(dayName('2025-12-31', now)).toEqual({ kind: 'other', date: '2025-12-31' })
  })
})

describe('a random UUID', () => {
  it('is of version 4 also where the browser has no maker of them', () => {
    const plainHttp = { getRandomValues: crypto.getRandomValues.bind(crypto) }
    const made = Array.from({ length: 200 }, () => randomUuid(plainHttp))
    expect(made.every((uuid) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid))).toBe(true)
    expect(new Set(made).size).toBe(200)
  })
})

describe('where to go after logging in', () => {
  it('is a path of this site only', () => {
    expect(safeNext('/c/7')).toBe('/c/7')
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:x', '/login?next=/', undefined, ['/c/7']]) {
      expect(safeNext(next)).toBe('/')
    }
  })
})

describe('a file’s size', () => {
  it('is told in the largest fitting unit', () => {
    expect([0, 1023, 1024, 1_482_113, 240 * 1024 * 1024].map(fileSize)).toEqual(['0 B', '1023 B', '1.0 KB', '1.4 MB', '240 MB'])
    expect(fileSize(null)).toBe('')
  })
})

describe('a customer’s face', () => {
  it('is the same every time, and differs between customers', () => {
    expect(faceOf('oHxA')).toEqual(faceOf('oHxA'))
    const faces = Array.from({ length: 300 }, (_, index) => JSON.stringify(faceOf(`oHx${index}`)))
    expect(new Set(faces).size).toBeGreaterThan(180)
  })
})

describe('the keys of the desk', () => {
  it('know where somebody types', () => {
    const area = document.createElement('textarea')
    expect([isTyping(area), isTyping(document.body), isTyping(null)]).toEqual([true, false, false])
  })
})

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hours, SavedHours } from './hoursApi'
import { copied, draftOfHours, withExceptions } from './hoursDraft'
import { useHoursStore } from './hoursStore'

const SAVED: SavedHours = {
  time_zone: 'Asia/Shanghai', weekly: { mon: ['09:00-18:00'] }, follow_calendar: true, assessed: '08:00-23:00', exceptions: [{ date: '2026-12-24', spans: [], text: '盘点' }], changed_at: '2026-11-01T00:00:00Z', changed_by: 'lin',
}
const WEEKLY = draftOfHours(SAVED).weekly
let server: SavedHours
let refusal: object | null
let puts: Hours[]

beforeEach(() => {
  setActivePinia(createPinia())
  server = SAVED
  refusal = null
  puts = []
  vi.stubGlobal('fetch', vi.fn(async (path: string, request: RequestInit) => {
    if (path.endsWith('/at')) {
      return new Response(JSON.stringify({ open: true, until: null, because: 'weekly', text: null, calendar_missing: null }))
    }
    if (request.method === 'PUT') {
      puts.push(JSON.parse(String(request.body)) as Hours)
      if (refusal !== null) {
        return new Response(JSON.stringify(refusal), { status: 422 })
      }
      server = { ...server, ...puts.at(-1), changed_at: '2026-11-02T00:00:00Z' }
    }
    return new Response(JSON.stringify(server))
  }))
})

async function loaded() {
  const store = useHoursStore()
  await store.load('main')
  return store
}

describe('the hours of a shop', () => {
  it('are as they are saved until somebody changes them', async () => {
    const store = await loaded()
    expect(store.dirty).toBe(false)
    expect(store.draft?.weekly.mon).toEqual([{ from: '09:00', to: '18:00' }])
    expect(store.draft?.weekly.tue).toEqual([])
    store.change({ followCalendar: false }, 'follow_calendar')
    expect(store.dirty).toBe(true)
    store.discard()
    expect([store.dirty, store.draft?.followCalendar]).toEqual([false, true])
  })

  it('are sent whole and are then the saved ones', async () => {
    const store = await loaded()
    store.change({ weekly: copied(WEEKLY, 'mon', ['tue', 'wed']) }, 'weekly')
    expect(await store.save()).toBe(true)
    expect(puts).toEqual([{ time_zone: 'Asia/Shanghai', weekly: { mon: ['09:00-18:00'], tue: ['09:00-18:00'], wed: ['09:00-18:00'], thu: [], fri: [], sat: [], sun: [] }, follow_calendar: true, assessed: '08:00-23:00', exceptions: SAVED.exceptions }])
    expect(store.dirty).toBe(false)
  })

  it('keep what somebody wrote when the server refuses it, and say at which field', async () => {
    const store = await loaded()
    store.change({ weekly: { ...WEEKLY, mon: [{ from: '9', to: 'late' }] } }, 'weekly.mon')
    refusal = { reason: 'invalid', errors: [{ field: 'weekly.mon', reason: 'not_a_span' }, { field: 'exceptions[0].date', reason: 'twice' }] }
    expect(await store.save()).toBe(false)
    expect(store.draft?.weekly.mon).toEqual([{ from: '9', to: 'late' }])
    expect(store.problems['weekly.mon']).toContain('周一')
    expect(store.problems['exceptions[0].date']).toBe('日期重复。')
    expect(store.saveTrouble).not.toBe('')
    store.change({ weekly: { ...WEEKLY, mon: [] } }, 'weekly.mon')
    expect(Object.keys(store.problems)).toEqual(['exceptions[0].date'])
  })

  it('are not written over those that somebody else has saved meanwhile, unless asked again', async () => {
    const store = await loaded()
    store.change({ followCalendar: false }, 'follow_calendar')
    server = { ...SAVED, assessed: '09:00-21:00', changed_at: '2026-11-01T09:00:00Z', changed_by: 'wang' }
    expect(await store.save()).toBe(false)
    expect(puts).toEqual([])
    expect(store.saveTrouble).toContain('wang')
    expect(await store.save()).toBe(true)
    expect(puts).toHaveLength(1)
  })

  it('are those of somebody else when one’s own are discarded after that', async () => {
    const store = await loaded()
    store.change({ followCalendar: false }, 'follow_calendar')
    server = { ...SAVED, assessed: '09:00-21:00', changed_at: '2026-11-01T09:00:00Z' }
    await store.save()
    store.discard()
    expect(store.draft).toMatchObject({ followCalendar: true, assessed: { from: '09:00', to: '21:00' } })
    expect(store.saveTrouble).toBe('')
  })
})

describe('exceptions', () => {
  const [first, second] = [{ date: '2026-12-24', spans: [], text: '' }, { date: '2026-12-31', spans: [], text: '' }]

  it('stand by date, and one that is changed stands once', () => {
    expect(withExceptions([second], null, [first])).toEqual([first, second])
    expect(withExceptions([first, second], first.date, [{ ...first, date: '2027-01-05' }]).map(({ date }) => date)).toEqual(['2026-12-31', '2027-01-05'])
  })
})

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { rule } from '@/testing/fixtures'
import type { Rule } from './assignmentApi'
import { useAssignmentStore } from './assignmentStore'
import { useRuleForm } from './ruleForm'

let server: Rule
let refusal: object | null
let puts: unknown[]

beforeEach(() => {
  setActivePinia(createPinia())
  server = rule({ overflow_after_seconds: 45 })
  refusal = null
  puts = []
  vi.stubGlobal('fetch', vi.fn(async (_: string, request: RequestInit) => {
    if (request.method === 'PUT') {
      puts.push(JSON.parse(String(request.body)))
      if (refusal !== null) {
        return new Response(JSON.stringify(refusal), { status: 422 })
      }
      server = { ...server, ...(puts.at(-1) as Rule), changed_at: '2026-11-24T00:00:00Z' }
    }
    return new Response(JSON.stringify(server))
  }))
})

async function loaded() {
  const form = useRuleForm()
  await form.load('main')
  return form
}

describe('the rule of a shop', () => {
  it('is sent whole, with what the page does not show, and is then the saved one', async () => {
    const form = await loaded()
    expect(form.dirty).toBe(false)
    form.change({ mode: 'manual', ceiling: ' １２ ', away_after_missed: '3' })
    expect(await form.save()).toBe(true)
    expect(puts).toEqual([{ mode: 'manual', ceiling: 12, prefer_last_agent: true, pull_back_after_seconds: 120, away_after_missed: 3, idle_minutes: 10, overflow_after_seconds: 45 }])
    expect([form.dirty, form.draft?.ceiling]).toEqual([false, '12'])
    expect(useAssignmentStore().of('main')?.ceiling).toBe(12)
  })

  it('is as it was when changes are discarded', async () => {
    const form = await loaded()
    form.change({ prefer_last_agent: false, idle_minutes: '' })
    expect(form.dirty).toBe(true)
    form.discard()
    expect([form.dirty, form.draft?.idle_minutes, form.draft?.prefer_last_agent]).toEqual([false, '10', true])
  })

  it('says at each field what the server does not take, and keeps what was typed', async () => {
    const form = await loaded()
    form.change({ ceiling: '100', pull_back_after_seconds: '' })
    refusal = { reason: 'invalid', errors: [{ field: 'ceiling', reason: 'out_of_range', min: 1, max: 99 }, { field: 'pull_back_after_seconds', reason: 'out_of_range', min: 0, max: 86400 }] }
    expect(await form.save()).toBe(false)
    expect(puts).toEqual([expect.objectContaining({ ceiling: 100, pull_back_after_seconds: null })]) // Nothing is not never.
    expect(form.problems).toEqual({ ceiling: '接待上限为 1 到 99。', pull_back_after_seconds: '收回时间（秒）为 0 到 86400。' })
    form.change({ ceiling: '9' })
    expect(Object.keys(form.problems)).toEqual(['pull_back_after_seconds'])
    expect(form.draft?.pull_back_after_seconds).toBe('')
  })

  it('is not written over one that somebody else has saved meanwhile, unless asked again', async () => {
    const form = await loaded()
    form.change({ ceiling: '5' })
    server = rule({ ceiling: 7, changed_at: '2026-11-23T09:00:00Z', changed_by: 'wang' })
    expect(await form.save()).toBe(false)
    expect(puts).toEqual([])
    expect(form.saveTrouble).toContain('wang')
    expect(await form.save()).toBe(true)
    expect(puts).toHaveLength(1)
  })

  it('follows what somebody else saves while nothing is being changed here', async () => {
    const form = await loaded()
    form.follow(rule({ ceiling: 7, changed_at: '2026-11-23T09:00:00Z' }))
    expect(form.draft?.ceiling).toBe('7')
    form.change({ ceiling: '8' })
    form.follow(rule({ ceiling: 9, changed_at: '2026-11-23T10:00:00Z' }))
    expect(form.draft?.ceiling).toBe('8')
  })
})

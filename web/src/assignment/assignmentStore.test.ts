import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useAbilityStore } from '@/shared/abilities'
import { knowing, rule } from '@/testing/fixtures'
import { useAssignmentStore } from './assignmentStore'

const asked = vi.fn(async (path: string) => new Response(JSON.stringify(path.includes('openapi') ? knowing('/api/v1/shops/{shop}/assignment') : rule())))

beforeEach(async () => {
  localStorage.clear()
  setActivePinia(createPinia())
  asked.mockClear()
  vi.stubGlobal('fetch', asked)
})

function rulesAsked(): number {
  return asked.mock.calls.filter(([path]) => path.endsWith('/assignment')).length
}

describe('the rule of a shop', () => {
  it('is read once for all who need it, and again when one has changed', async () => {
    await useAbilityStore().learn()
    const rules = useAssignmentStore()
    await Promise.all([rules.need('main'), rules.need('main')])
    await rules.need('main')
    expect(rulesAsked()).toBe(1)
    expect(rules.of('main')?.ceiling).toBe(10)
    await rules.refresh()
    expect(rulesAsked()).toBe(2)
  })

  it('is not asked of a server that has none', async () => {
    expect(await useAssignmentStore().need('main')).toBeNull()
    expect(rulesAsked()).toBe(0)
  })
})

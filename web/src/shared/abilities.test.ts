import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useAbilityStore } from './abilities'

function openPage(): ReturnType<typeof useAbilityStore> {
  setActivePinia(createPinia())
  return useAbilityStore()
}

function serverHas(...paths: string[]): void {
  vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify({ paths: Object.fromEntries(paths.map((path) => [path, {}])) }), { status: 200 })))
}

beforeEach(() => localStorage.clear())

describe('what the server can do', () => {
  it('is unknown in a new browser until the server has said it', async () => {
    const abilities = openPage()
    expect([abilities.isKnown, abilities.can('take')]).toEqual([false, false])
    serverHas('/api/v1/conversations/{conversation}/take')
    await abilities.learn()
    expect([abilities.isKnown, abilities.can('take'), abilities.can('media')]).toEqual([true, true, false])
  })

  it('is there with the first thing drawn from then on', async () => {
    serverHas('/api/v1/conversations/{id}/take', '/api/v1/media')
    await openPage().learn()
    const abilities = openPage()
    expect([abilities.isKnown, abilities.asked, abilities.can('take'), abilities.can('media')]).toEqual([true, false, true, true])
  })

  it('is corrected by another server', async () => {
    serverHas('/api/v1/conversations/{id}/take', '/api/v1/media')
    await openPage().learn()
    serverHas('/api/v1/media')
    await openPage().learn()
    expect(openPage().can('take')).toBe(false)
  })
})

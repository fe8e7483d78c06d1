import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope, nextTick, watch } from 'vue'
import { command, deskCommand, deskExpected, deskLeft, deskReady } from './deskCommand'
import { listenEarly, takeEarlyKeys } from './earlyKeys'
import type { ShortcutName } from './shortcuts'

beforeEach(deskExpected)

/** What the components of the desk obey meanwhile. */
async function obeyed(act: () => Promise<void> | void): Promise<ShortcutName[]> {
  const heard: ShortcutName[] = []
  const scope = effectScope()
  scope.run(() => watch(deskCommand, (asked) => asked !== null && heard.push(asked.what)))
  await act()
  await nextTick()
  scope.stop()
  return heard
}

describe('a command', () => {
  it('that comes before the list waits for it, and all are done in their order', async () => {
    expect(await obeyed(() => ['takeNext', 'next', 'next'].forEach((what) => command(what as ShortcutName)))).toEqual([])
    expect(await obeyed(() => deskReady({ list: true, chat: true }))).toEqual(['takeNext', 'next', 'next'])
    expect(await obeyed(() => deskReady({ list: true, chat: true }))).toEqual([])
  })

  it('about the conversation waits for that one, and not for the list', async () => {
    command('take')
    expect(await obeyed(() => deskReady({ list: false, chat: true }))).toEqual(['take'])
    expect(await obeyed(() => command('compose'))).toEqual(['compose'])
    expect(await obeyed(() => command('next'))).toEqual([])
  })

  it('does not overtake the one before', async () => {
    command('next')
    command('handOver')
    expect(await obeyed(() => deskReady({ list: false, chat: true }))).toEqual([])
    expect(await obeyed(() => deskReady({ list: true, chat: true }))).toEqual(['next', 'handOver'])
  })

  it('is not kept for the next page', async () => {
    command('close')
    deskLeft()
    command('take') // On a page where nobody takes anything.
    expect(await obeyed(() => deskReady({ list: true, chat: true }))).toEqual([])
  })
})

describe('a key', () => {
  it('pressed while the page is put together is there when the desk asks, once', () => {
    listenEarly()
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ', altKey: true }))
    expect(takeEarlyKeys().map((event) => event.code)).toEqual(['KeyJ'])
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ', altKey: true }))
    expect(takeEarlyKeys()).toEqual([])
  })
})

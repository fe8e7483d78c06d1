import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { request } from '@/shared/http'
import { NOTHING_KEPT, ofAccount } from '@/shared/kept'
import { decodeSettings, DEFAULTS, type Settings } from './settings'

/** Somebody who tries several choices writes once. */
const WRITE_AFTER_MS = 800
/** Ours among what else may be kept there. */
const FIELD = 'desk'
const KIND = 'settings'

export const useSettingsStore = defineStore('settings', () => {
  const abilities = useAbilityStore()
  const settings = shallowRef<Settings>(DEFAULTS)
  let keeper = NOTHING_KEPT
  let writing: ReturnType<typeof setTimeout> | undefined
  let others: Readonly<Record<string, unknown>> = {}

  /** What this browser remembers of that person, at once. */
  function takeUp(username: string): void {
    keeper = ofAccount(username)
    settings.value = remembered()
  }

  function remembered(): Settings {
    try {
      return decodeSettings(JSON.parse(keeper.read(KIND) ?? '{}'))
    } catch {
      return DEFAULTS
    }
  }

  /** What the server remembers is newer than this browser's: the person may have been at another machine. */
  async function load(): Promise<void> {
    if (!abilities.can('settings')) {
      return
    }
    const reply = await request('get', '/api/v1/me/settings')
    if (reply.kind === 'ok' && writing === undefined) {
      others = reply.value
      if (FIELD in reply.value) {
        settings.value = decodeSettings(reply.value[FIELD])
        keep()
      }
    }
  }

  function change(part: Partial<Settings>): void {
    settings.value = { ...settings.value, ...part }
    keep()
    clearTimeout(writing)
    writing = setTimeout(() => void write(), WRITE_AFTER_MS)
  }

  function keep(): void {
    keeper.write(KIND, JSON.stringify(settings.value))
  }

  async function write(): Promise<void> {
    writing = undefined
    if (abilities.can('settings')) {
      await request('put', '/api/v1/me/settings', { body: { ...others, [FIELD]: settings.value } })
    }
  }

  return { settings, takeUp, load, change }
})

import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { http, nothing } from '@/shared/http'
import { asObject } from '@/shared/json'
import { kept } from '@/shared/kept'
import { decodeSettings, DEFAULTS, type Settings } from './settings'

const PATH = '/api/v1/me/settings'
/** Somebody who tries several choices writes once. */
const WRITE_AFTER_MS = 800
/** Ours among what else may be kept there. */
const FIELD = 'desk'

export const useSettingsStore = defineStore('settings', () => {
  const abilities = useAbilityStore()
  const settings = shallowRef<Settings>(DEFAULTS)
  let key = ''
  let writing: ReturnType<typeof setTimeout> | undefined
  let others: Readonly<Record<string, unknown>> = {}

  /** What this browser remembers of that person, at once. */
  function takeUp(username: string): void {
    key = `settings.${username}`
    settings.value = remembered()
  }

  function remembered(): Settings {
    try {
      return decodeSettings(JSON.parse(kept.read(key) ?? '{}'))
    } catch {
      return DEFAULTS
    }
  }

  /** What the server remembers is newer than this browser's: the person may have been at another machine. */
  async function load(): Promise<void> {
    if (!abilities.can('settings')) {
      return
    }
    const reply = await http(PATH, { decode: asObject })
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
    kept.write(key, JSON.stringify(settings.value))
  }

  async function write(): Promise<void> {
    writing = undefined
    if (abilities.can('settings')) {
      await http(PATH, { method: 'PUT', body: { ...others, [FIELD]: settings.value }, decode: nothing })
    }
  }

  return { settings, takeUp, load, change }
})

import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { shopForm } from '@/admin/shopForm'
import { fetchHours, fetchOpeningState, putHours, type OpeningState } from './hoursApi'
import { draftOfHours, hoursOf } from './hoursDraft'

/** The opening hours of one shop: as they are saved, and as somebody is changing them. */
export const useHoursStore = defineStore('hours', () => {
  const form = shopForm({ fetch: fetchHours, put: putHours, draftOf: draftOfHours, wantedOf: hoursOf, compared: hoursOf, meanwhile: 'hours.meanwhile', invalid: 'hours.invalid' })
  const state = shallowRef<OpeningState | null>(null)
  const hours = computed(() => (form.draft.value === null ? null : hoursOf(form.draft.value)))

  async function load(id: string): Promise<void> {
    state.value = null
    await Promise.all([form.load(id), loadState()])
  }

  async function loadState(): Promise<void> {
    const id = form.shop.value
    const reply = await fetchOpeningState(id)
    if (form.shop.value === id) {
      state.value = reply.kind === 'ok' ? reply.value : null
    }
  }

  /** Whether the server has taken them. */
  async function save(): Promise<boolean> {
    const taken = await form.save()
    if (taken) {
      await loadState()
    }
    return taken
  }

  return { ...form, state, hours, load, loadState, save }
})

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { fieldsRefused } from '@/shared/refusals'
import { exactTime } from '@/shared/instant'
import { t } from '@/shared/i18n/i18n'
import { troubleWords } from '@/shared/toast'
import { useColleagueStore } from '@/staff/colleagueStore'
import { fetchHours, fetchOpeningState, putHours, type OpeningState, type SavedHours } from './hoursApi'
import { draftOfHours, hoursOf, type HoursDraft } from './hoursDraft'

function meanwhileWords({ changed_at, changed_by }: SavedHours): string {
  return t('hours.meanwhile', { name: useColleagueStore().nameOf(changed_by ?? ''), time: exactTime(changed_at ?? '') })
}

/** The opening hours of one shop: as they are saved, and as somebody is changing them. */
export const useHoursStore = defineStore('hours', () => {
  const shop = ref('')
  const saved = shallowRef<SavedHours | null>(null)
  const draft = shallowRef<HoursDraft | null>(null)
  const state = shallowRef<OpeningState | null>(null)
  const loading = ref(false)
  const loadTrouble = ref('')
  const saving = ref(false)
  const saveTrouble = ref('')
  /** What the server does not take, by its names of the fields. */
  const problems = shallowRef<Readonly<Record<string, string>>>({})

  const hours = computed(() => (draft.value === null ? null : hoursOf(draft.value)))
  const dirty = computed(() => saved.value !== null && JSON.stringify(hours.value) !== JSON.stringify(hoursOf(draftOfHours(saved.value))))

  async function load(id: string): Promise<void> {
    shop.value = id
    saved.value = draft.value = state.value = null
    loading.value = true
    const [reply] = await Promise.all([fetchHours(id), loadState()])
    if (shop.value !== id) {
      return // Another one was chosen meanwhile.
    }
    loading.value = false
    loadTrouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      take(reply.value)
    }
  }

  async function loadState(): Promise<void> {
    const id = shop.value
    const reply = await fetchOpeningState(id)
    if (shop.value === id) {
      state.value = reply.kind === 'ok' ? reply.value : null
    }
  }

  function take(hours: SavedHours): void {
    saved.value = hours
    discard()
  }

  function discard(): void {
    draft.value = saved.value === null ? null : draftOfHours(saved.value)
    problems.value = {}
    saveTrouble.value = ''
  }

  /** What is changed is no longer known to be wrong. */
  function change(part: Partial<HoursDraft>, field: string): void {
    if (draft.value !== null) {
      draft.value = { ...draft.value, ...part }
      problems.value = Object.fromEntries(Object.entries(problems.value).filter(([name]) => !name.startsWith(field)))
      saveTrouble.value = Object.keys(problems.value).length > 0 ? saveTrouble.value : ''
    }
  }

  /** Whether the server has taken them. */
  async function save(): Promise<boolean> {
    if (hours.value === null || saving.value) {
      return false
    }
    saving.value = true
    const [id, wanted] = [shop.value, hours.value]
    const present = await fetchHours(id)
    if (present.kind === 'ok' && present.value.changed_at !== saved.value?.changed_at) {
      saving.value = false
      saved.value = present.value // To discard one's own leads to these.
      saveTrouble.value = meanwhileWords(present.value)
      return false
    }
    const reply = await putHours(id, wanted)
    saving.value = false
    if (reply.kind === 'ok') {
      take(reply.value)
      await loadState()
      return true
    }
    problems.value = reply.kind === 'refused' ? fieldsRefused(reply.about) : {}
    saveTrouble.value = Object.keys(problems.value).length > 0 ? t('hours.invalid') : troubleWords(reply)
    return false
  }

  return { shop, saved, draft, state, loading, loadTrouble, saving, saveTrouble, problems, hours, dirty, load, loadState, discard, change, save }
})

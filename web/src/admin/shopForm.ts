import { computed, ref, shallowRef } from 'vue'
import type { Reply } from '@/shared/http'
import { t, type Key } from '@/shared/i18n/i18n'
import { exactTime } from '@/shared/instant'
import { fieldsRefused } from '@/shared/refusals'
import { troubleWords } from '@/shared/toast'
import { useColleagueStore } from '@/staff/colleagueStore'

/** What the server says of who has saved last. */
export interface Changed {
  changed_at: string | null
  changed_by: string | null
}

interface About<Saved, Draft extends object, Wanted> {
  fetch: (shop: string) => Promise<Reply<Saved>>
  put: (shop: string, wanted: Wanted) => Promise<Reply<Saved>>
  draftOf: (saved: Saved) => Draft
  wantedOf: (draft: Draft, saved: Saved) => Wanted
  /** What makes two drafts different, where not all of them does. */
  compared?: (draft: Draft) => unknown
  /** Somebody else has saved, with their name and the time. */
  meanwhile: Key
  /** Some fields are wrong. */
  invalid: Key
  /** What is saved is known now. */
  taken?: (shop: string, saved: Saved) => void
}

/** A setting of one shop: as it is saved, and as somebody is changing it. For a store. */
export function shopForm<Saved extends Changed, Draft extends object, Wanted>(about: About<Saved, Draft, Wanted>) {
  const shop = ref('')
  const saved = shallowRef<Saved | null>(null)
  const draft = shallowRef<Draft | null>(null)
  const loading = ref(false)
  const loadTrouble = ref('')
  const saving = ref(false)
  const saveTrouble = ref('')
  /** What the server does not take, by its names of the fields. */
  const problems = shallowRef<Readonly<Record<string, string>>>({})

  const dirty = computed(() => saved.value !== null && draft.value !== null && compared(draft.value) !== compared(about.draftOf(saved.value)))

  function compared(one: Draft): string {
    return JSON.stringify(about.compared?.(one) ?? one)
  }

  async function load(id: string): Promise<void> {
    shop.value = id
    saved.value = draft.value = null
    loading.value = true
    const reply = await about.fetch(id)
    if (shop.value !== id) {
      return // Another one was chosen meanwhile.
    }
    loading.value = false
    loadTrouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      take(id, reply.value)
    }
  }

  function take(id: string, value: Saved): void {
    about.taken?.(id, value)
    saved.value = value
    discard()
  }

  function discard(): void {
    draft.value = saved.value === null ? null : about.draftOf(saved.value)
    problems.value = {}
    saveTrouble.value = ''
  }

  /** What is changed is no longer known to be wrong: the server's `field` and what is in it, else the fields of `part`. */
  function change(part: Partial<Draft>, field?: string): void {
    if (draft.value !== null) {
      draft.value = { ...draft.value, ...part }
      problems.value = Object.fromEntries(Object.entries(problems.value).filter(([name]) => !(field === undefined ? name in part : name.startsWith(field))))
      saveTrouble.value = Object.keys(problems.value).length > 0 ? saveTrouble.value : ''
    }
  }

  /** Somebody else has saved: shown at once where nothing is being changed here. */
  function follow(value: Saved | null): void {
    if (value !== null && saved.value !== null && !dirty.value && value.changed_at !== saved.value.changed_at) {
      saved.value = value
      discard()
    }
  }

  /** Whether the server has taken it. */
  async function save(): Promise<boolean> {
    if (draft.value === null || saved.value === null || saving.value) {
      return false
    }
    saving.value = true
    const [id, ready] = [shop.value, about.wantedOf(draft.value, saved.value)]
    const present = await about.fetch(id)
    if (present.kind === 'ok' && present.value.changed_at !== saved.value?.changed_at) {
      saving.value = false
      saved.value = present.value // To discard one's own leads to this.
      saveTrouble.value = meanwhileWords(present.value)
      return false
    }
    const reply = await about.put(id, ready)
    saving.value = false
    if (reply.kind === 'ok') {
      take(id, reply.value)
      return true
    }
    saveTrouble.value = refused(reply)
    return false
  }

  /** Marks the fields that the server does not take; gives what to say of them together. */
  function refused(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): string {
    problems.value = reply.kind === 'refused' ? fieldsRefused(reply.about) : {}
    return Object.keys(problems.value).length > 0 ? t(about.invalid) : troubleWords(reply)
  }

  /** What would be sent. */
  function wanted(): Wanted | null {
    return draft.value === null || saved.value === null ? null : about.wantedOf(draft.value, saved.value)
  }

  function meanwhileWords({ changed_at, changed_by }: Saved): string {
    return t(about.meanwhile, { name: useColleagueStore().nameOf(changed_by ?? ''), time: exactTime(changed_at ?? '') })
  }

  return { shop, saved, draft, loading, loadTrouble, saving, saveTrouble, problems, dirty, load, discard, change, follow, save, refused, wanted }
}

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { exactTime } from '@/shared/instant'
import { t } from '@/shared/i18n/i18n'
import { fieldsRefused } from '@/shared/refusals'
import { troubleWords } from '@/shared/toast'
import { useColleagueStore } from '@/staff/colleagueStore'
import { fetchRule, putRule, type Rule } from './assignmentApi'
import { useAssignmentStore } from './assignmentStore'
import { draftOf, ruleOf, type RuleDraft } from './ruleDraft'

function meanwhileWords({ changed_at, changed_by }: Rule): string {
  return t('assignment.meanwhile', { name: useColleagueStore().nameOf(changed_by ?? ''), time: exactTime(changed_at ?? '') })
}

/** The rule of one shop: as it is saved, and as somebody is changing it. */
export const useRuleForm = defineStore('ruleForm', () => {
  const rules = useAssignmentStore()
  const shop = ref('')
  const saved = shallowRef<Rule | null>(null)
  const draft = shallowRef<RuleDraft | null>(null)
  const loading = ref(false)
  const loadTrouble = ref('')
  const saving = ref(false)
  const saveTrouble = ref('')
  /** What the server does not take, by its names of the fields. */
  const problems = shallowRef<Readonly<Record<string, string>>>({})

  const dirty = computed(() => saved.value !== null && draft.value !== null && JSON.stringify(draft.value) !== JSON.stringify(draftOf(saved.value)))

  async function load(id: string): Promise<void> {
    shop.value = id
    saved.value = draft.value = null
    loading.value = true
    const reply = await fetchRule(id)
    if (shop.value !== id) {
      return // Another one was chosen meanwhile.
    }
    loading.value = false
    loadTrouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      take(id, reply.value)
    }
  }

  function take(id: string, rule: Rule): void {
    rules.keep(id, rule)
    saved.value = rule
    discard()
  }

  function discard(): void {
    draft.value = saved.value === null ? null : draftOf(saved.value)
    problems.value = {}
    saveTrouble.value = ''
  }

  /** What is changed is no longer known to be wrong. */
  function change(part: Partial<RuleDraft>): void {
    if (draft.value !== null) {
      draft.value = { ...draft.value, ...part }
      problems.value = Object.fromEntries(Object.entries(problems.value).filter(([name]) => !(name in part)))
      saveTrouble.value = Object.keys(problems.value).length > 0 ? saveTrouble.value : ''
    }
  }

  /** Somebody else has saved: shown at once where nothing is being changed here. */
  function follow(rule: Rule | null): void {
    if (rule !== null && saved.value !== null && !dirty.value && rule.changed_at !== saved.value.changed_at) {
      saved.value = rule
      discard()
    }
  }

  /** Whether the server has taken it. */
  async function save(): Promise<boolean> {
    if (draft.value === null || saved.value === null || saving.value) {
      return false
    }
    saving.value = true
    const [id, wanted] = [shop.value, ruleOf(draft.value, saved.value)]
    const present = await fetchRule(id)
    if (present.kind === 'ok' && present.value.changed_at !== saved.value?.changed_at) {
      saving.value = false
      saved.value = present.value // To discard one's own leads to this one.
      saveTrouble.value = meanwhileWords(present.value)
      return false
    }
    const reply = await putRule(id, wanted)
    saving.value = false
    if (reply.kind === 'ok') {
      take(id, reply.value)
      return true
    }
    problems.value = reply.kind === 'refused' ? fieldsRefused(reply.about) : {}
    saveTrouble.value = Object.keys(problems.value).length > 0 ? t('assignment.invalid') : troubleWords(reply)
    return false
  }

  return { shop, saved, draft, loading, loadTrouble, saving, saveTrouble, problems, dirty, load, discard, change, follow, save }
})

import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import type { Reply } from '@/shared/http'
import { troubleWords } from '@/shared/toast'
import { deleteRule, fetchRules, saveRule, type Rule, type RuleInput } from './replyApi'

/** The rules for automatic replies: read when somebody needs them, and again when one changes. */
export const useRuleStore = defineStore('automaticReply', () => {
  const abilities = useAbilityStore()
  const rules = shallowRef<readonly Rule[]>([])
  const known = ref(false)
  const loading = ref(false)
  const trouble = ref('')

  async function load(): Promise<void> {
    if (!abilities.can('automaticReplies')) {
      return
    }
    loading.value = true
    const reply = await fetchRules()
    loading.value = false
    trouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      rules.value = reply.value
      known.value = true
    }
  }

  /** What nobody has asked for yet is read when they do. */
  async function refresh(): Promise<void> {
    if (known.value) {
      await load()
    }
  }

  /** Also after a refusal: what is shown may be old. */
  async function thenLoad<T>(asked: Promise<Reply<T>>): Promise<Reply<T>> {
    const reply = await asked
    await load()
    return reply
  }

  function save(id: string | null, rule: RuleInput): Promise<Reply<Rule>> {
    return thenLoad(saveRule(id, rule))
  }

  function remove(id: string): Promise<Reply<undefined>> {
    return thenLoad(deleteRule(id))
  }

  function clear(): void {
    rules.value = []
    known.value = false
    trouble.value = ''
  }

  return { rules, known, loading, trouble, load, refresh, save, remove, clear }
})

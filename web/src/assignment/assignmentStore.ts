import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { fetchRule, type Rule } from './assignmentApi'

/** How the queues of shops are assigned: each shop's rule is read when somebody needs it, and again when one changes. */
export const useAssignmentStore = defineStore('assignment', () => {
  const abilities = useAbilityStore()
  const rules = shallowReactive(new Map<string, Rule>())
  const underway = new Map<string, Promise<Rule | null>>()

  function of(shop: string): Rule | null {
    return rules.get(shop) ?? null
  }

  /** The rule, read where it is not known yet; null where it cannot be read. */
  async function need(shop: string): Promise<Rule | null> {
    if (!abilities.can('assignment') || shop === '') {
      return null
    }
    return of(shop) ?? underway.get(shop) ?? read(shop)
  }

  function read(shop: string): Promise<Rule | null> {
    const asked = fetchRule(shop).then((reply) => {
      if (underway.get(shop) === asked) {
        underway.delete(shop)
        if (reply.kind === 'ok') {
          rules.set(shop, reply.value)
        }
      }
      return reply.kind === 'ok' ? reply.value : null
    })
    underway.set(shop, asked)
    return asked
  }

  /** Those that are known may be others by now. */
  async function refresh(): Promise<void> {
    await Promise.all([...new Set([...rules.keys(), ...underway.keys()])].map(read))
  }

  function keep(shop: string, rule: Rule): void {
    underway.delete(shop)
    rules.set(shop, rule)
  }

  function clear(): void {
    underway.clear()
    rules.clear()
  }

  return { of, need, refresh, keep, clear }
})

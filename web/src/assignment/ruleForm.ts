import { defineStore } from 'pinia'
import { shopForm } from '@/admin/shopForm'
import { fetchRule, putRule } from './assignmentApi'
import { useAssignmentStore } from './assignmentStore'
import { draftOf, ruleOf } from './ruleDraft'

/** The rule of one shop: as it is saved, and as somebody is changing it. */
export const useRuleForm = defineStore('ruleForm', () => {
  const rules = useAssignmentStore()
  return shopForm({ fetch: fetchRule, put: putRule, draftOf, wantedOf: ruleOf, meanwhile: 'assignment.meanwhile', invalid: 'assignment.invalid', taken: rules.keep })
})

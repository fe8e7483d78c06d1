import { defineStore } from 'pinia'
import { shopForm } from '@/admin/shopForm'
import { fetchPolicy, putPolicy, type Entry, type Group, type Policy, type PolicyInput, type ShippedAction } from './wordingApi'

/** A shop's rules while somebody changes them: domains are what was typed. */
export interface WordingDraft {
  shipped: Readonly<Record<Group, ShippedAction>>
  entries: readonly Entry[]
  domains: string
}

export function draftOf({ shipped, entries, own_domains }: Policy): WordingDraft {
  return { shipped, entries, domains: own_domains.join('\n') }
}

export function policyOf({ shipped, entries, domains }: WordingDraft): PolicyInput {
  return { shipped, entries: [...entries], own_domains: domains.split(/[\s,，;；]+/).filter((domain) => domain !== '') }
}

/** The rules of one shop: as they are saved, and as somebody is changing them. */
export const useWordingForm = defineStore('wordingForm', () =>
  shopForm({ fetch: fetchPolicy, put: putPolicy, draftOf, wantedOf: policyOf, compared: policyOf, meanwhile: 'wording.meanwhile', invalid: 'wording.invalid' }),
)

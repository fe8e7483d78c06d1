import { defineStore } from 'pinia'
import { shopForm } from '@/admin/shopForm'
import { wholeNumber } from '@/assignment/ruleDraft'
import { fetchSetting, putSetting } from './suggestApi'

/** Whether one shop has suggestions: as it is saved, and as somebody is changing it. */
export const useSuggestionForm = defineStore('suggestionForm', () =>
  shopForm({
    fetch: fetchSetting,
    put: putSetting,
    draftOf: ({ enabled, threshold }) => ({ enabled, threshold: String(threshold) }),
    wantedOf: ({ enabled, threshold }) => ({ enabled, threshold: wholeNumber(threshold) }),
    meanwhile: 'suggest.meanwhile',
    invalid: 'assignment.invalid',
  }),
)

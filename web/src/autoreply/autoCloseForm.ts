import { defineStore } from 'pinia'
import { shopForm } from '@/admin/shopForm'
import { wholeNumber } from '@/assignment/ruleDraft'
import { fetchAutoClose, putAutoClose } from './replyApi'

/** Whether silent conversations of one shop are closed: as it is saved, and as somebody is changing it. */
export const useAutoCloseForm = defineStore('autoClose', () =>
  shopForm({
    fetch: fetchAutoClose,
    put: putAutoClose,
    draftOf: ({ enabled, hours }) => ({ enabled, hours: String(hours) }),
    wantedOf: ({ enabled, hours }) => ({ enabled, hours: wholeNumber(hours) }),
    meanwhile: 'autoClose.meanwhile',
    invalid: 'assignment.invalid',
  }),
)

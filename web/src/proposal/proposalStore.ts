import { defineStore } from 'pinia'
import { shallowReactive, watch } from 'vue'
import type { Warning } from '@/assist/draftWarnings'
import { useDraftStore } from '@/reply/draftStore'
import type { Proposal } from './proposalApi'

/** What is still to be looked at of proposals that somebody has put into the composer, by conversation. */
export const useProposalStore = defineStore('proposal', () => {
  const drafts = useDraftStore()
  const inserted = shallowReactive(new Map<string, readonly Warning[]>())

  function insert(conversationId: string, { warnings }: Proposal): void {
    inserted.set(conversationId, [...(inserted.get(conversationId) ?? []), ...warnings])
  }

  function warnings(conversationId: string): readonly Warning[] {
    return inserted.get(conversationId) ?? []
  }

  /** Sent or emptied: what comes next is somebody's own. */
  watch(
    () => [...inserted.keys()].filter((id) => drafts.get(id) === ''),
    (done) => done.forEach((id) => inserted.delete(id)),
  )

  function clear(): void {
    inserted.clear()
  }

  return { insert, warnings, clear }
})

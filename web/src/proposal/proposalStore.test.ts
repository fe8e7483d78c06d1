import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { useDraftStore } from '@/reply/draftStore'
import type { Proposal } from './proposalApi'
import { useProposalStore } from './proposalStore'

const PROPOSAL: Proposal = { id: '1', text: '明天发货', by: 'api:bot', created_at: '2026-12-01T00:00:00Z', warnings: [{ kind: 'date', text: '明天', from: 0, to: 2 }] }

beforeEach(() => {
  setActivePinia(createPinia())
})

test('What was marked stays to be looked at until the composer is empty', async () => {
  const drafts = useDraftStore()
  const proposals = useProposalStore()
  drafts.write('7', '在的，明天发货')
  proposals.insert('7', PROPOSAL)
  await nextTick()
  expect(proposals.warnings('7').map(({ text }) => text)).toEqual(['明天'])
  expect(proposals.warnings('8')).toEqual([])
  drafts.write('7', '')
  await nextTick()
  expect(proposals.warnings('7')).toEqual([])
})

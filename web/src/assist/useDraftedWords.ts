import { computed } from 'vue'
import type { Conversation } from '@/conversation/conversation'
import { useProposalStore } from '@/proposal/proposalStore'
import type { Key } from '@/shared/i18n/i18n'
import { strongest } from '@/wording/hits'
import type { useWordingCheck } from '@/wording/useWordingCheck'
import type { Action, Hit } from '@/wording/wordingApi'
import { useAssistStore } from './assistStore'
import { standing } from './draftWarnings'

/** What the shop's rules find in a text, and what of a draft the shop has not stated: both are asked about before it is sent. */
export function useDraftedWords(conversation: () => Conversation, text: () => string, words: ReturnType<typeof useWordingCheck>) {
  const assist = useAssistStore()
  const proposals = useProposalStore()

  const drafted = computed<Hit[]>(() => standing([...assist.warnings(conversation().id), ...proposals.warnings(conversation().id)], text()))
  const hits = computed<Hit[]>(() => [...words.hits.value, ...drafted.value].sort((a, b) => a.from - b.from))
  const demanded = computed<Action | null>(() => (words.demanded.value === 'refuse' ? 'refuse' : drafted.value.length > 0 ? 'confirm' : words.demanded.value))
  const objected = computed(() => {
    const worst = strongest(hits.value)
    return [...new Set(hits.value.filter(({ action }) => action === worst).map(({ from, to }) => text().slice(from, to)))]
  })
  /** Who asks: the shop's rules, where they ask too. */
  const question = computed<Key>(() => (drafted.value.length > 0 && words.demanded.value !== 'confirm' ? 'assist.asks' : 'wording.asks'))

  /** What the rules alone demand: the server is told no more than what was asked about them. */
  const ruled = words.demanded

  return { hits, demanded, ruled, asked: words.asked, objected, question }
}

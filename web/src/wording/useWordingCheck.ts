import { computed, onBeforeUnmount, watch } from 'vue'
import type { Conversation } from '@/conversation/conversation'
import { stillThere, strongest } from './hits'
import type { Hit } from './wordingApi'
import { useWordingStore } from './wordingStore'

/** The server looks when somebody pauses, not at every letter. */
const CHECK_AFTER_MS = 300

/** What the shop's rules find in the text that is being written to one customer. */
export function useWordingCheck(conversation: () => Conversation, text: () => string) {
  const wording = useWordingStore()
  let soon: ReturnType<typeof setTimeout> | undefined

  const hits = computed<Hit[]>(() => {
    const known = wording.of(conversation().id)
    return known === null ? [] : stillThere(known, text())
  })
  /** What stands in the way of sending the text as it is; once its writer was asked, `confirm` no longer does. */
  const demanded = computed(() => wording.demanded(conversation().id, text()))
  const asked = computed(() => wording.wasAsked(conversation().id, text()))
  /** The words that stand in the way. */
  const objected = computed(() => {
    const worst = strongest(hits.value)
    return [...new Set(hits.value.filter(({ action }) => action === worst).map(wordsOf))]
  })

  function wordsOf({ from, to }: Hit): string {
    return text().slice(from, to)
  }

  watch(
    [text, () => conversation().id, () => wording.changes],
    () => {
      clearTimeout(soon)
      const { id, shop } = conversation()
      const written = text()
      if (written.trim() === '') {
        wording.forget(id)
      } else if (wording.looks(shop, written) && wording.of(id)?.text !== written) {
        soon = setTimeout(() => void wording.check(id, shop, written), CHECK_AFTER_MS)
      }
    },
    { immediate: true },
  )
  onBeforeUnmount(() => clearTimeout(soon))

  return { hits, demanded, asked, objected, wordsOf }
}

import { computed, onBeforeUnmount, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useConversationStore } from '@/conversation/conversationStore'
import { useLiveStore } from '@/live/liveStore'

export type Opening = 'none' | 'loading' | 'open' | 'missing' | 'failed'

/** The conversation the address names. */
export function useOpenConversation() {
  const route = useRoute()
  const router = useRouter()
  const conversations = useConversationStore()
  const live = useLiveStore()

  const id = computed(() => {
    const named = route.params['id']
    return typeof named === 'string' ? named : null
  })
  /** The message to open at, for a result of a search. */
  const sought = computed(() => {
    const named = route.query['m']
    return typeof named === 'string' ? named : null
  })
  const conversation = computed(() => (id.value === null ? null : conversations.get(id.value)))
  const trouble = ref<'missing' | 'failed' | null>(null)
  const opening = computed<Opening>(() => {
    if (id.value === null) {
      return 'none'
    }
    if (conversations.gone.has(id.value)) {
      return 'missing'
    }
    return conversation.value !== null ? 'open' : (trouble.value ?? 'loading')
  })

  async function look(): Promise<void> {
    trouble.value = null
    const wanted = id.value
    if (wanted === null) {
      return
    }
    const found = await conversations.ensure(wanted)
    if (wanted === id.value && found !== 'known') {
      trouble.value = found
    }
  }

  watch(
    id,
    (now) => {
      live.opened(now)
      void look()
    },
    { immediate: true },
  )
  onBeforeUnmount(() => live.opened(null)) // On another page nobody looks at it.

  function open(conversationId: string): void {
    void router.push({ name: 'conversation', params: { id: conversationId } })
  }

  function close(): void {
    void router.push({ name: 'desk' })
  }

  return { id, conversation, opening, sought, open, close, look }
}

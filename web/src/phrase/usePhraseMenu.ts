import { computed, ref, watch, type Ref } from 'vue'
import type { Conversation } from '@/conversation/conversation'
import { customerName } from '@/conversation/customer/customerName'
import { useMessageStore } from '@/conversation/messageStore'
import { useAttachmentStore } from '@/reply/attachmentStore'
import type { Outgoing } from '@/reply/outgoing'
import { useSessionStore } from '@/session/sessionStore'
import { useAbilityStore } from '@/shared/abilities'
import { useShopStore } from '@/shop/shopStore'
import { filled, matching, slashBefore, type Filling, type Phrase } from './phrase'
import { usePhraseStore } from './phraseStore'

/** The quick phrases asked for by a slash in the composer. `put` replaces a piece of its text. */
export function usePhraseMenu(conversation: () => Conversation, text: () => string, caret: Ref<number>, put: (from: number, to: number, words: string) => void) {
  const store = usePhraseStore()
  const abilities = useAbilityStore()
  const session = useSessionStore()
  const shops = useShopStore()
  const messages = useMessageStore()
  const attachments = useAttachmentStore()

  const chosen = ref(0)
  const shutAt = ref<string | null>(null)
  const slash = computed(() => (abilities.can('phrases') ? slashBefore(text(), caret.value) : null))
  const found = computed(() => (slash.value === null ? [] : matching(store.of(conversation().shop), slash.value.typed)))
  const open = computed(() => slash.value !== null && shutAt.value !== text() && (found.value.length > 0 || slash.value.typed === ''))

  watch([() => slash.value?.typed, () => conversation().id], () => {
    chosen.value = 0
  })

  /** Whether the key was for the menu. */
  function press(key: string): boolean {
    if (!open.value) {
      return false
    }
    switch (key) {
      case 'ArrowDown':
        chosen.value = Math.min(found.value.length - 1, chosen.value + 1)
        return true
      case 'ArrowUp':
        chosen.value = Math.max(0, chosen.value - 1)
        return true
      case 'Enter':
      case 'Tab': {
        const phrase = found.value[chosen.value]
        if (phrase !== undefined) {
          pick(phrase)
        }
        return phrase !== undefined
      }
      case 'Escape':
        shutAt.value = text()
        return true
      default:
        return false
    }
  }

  function pick(phrase: Phrase): void {
    const from = slash.value?.from ?? caret.value
    put(from, caret.value, filled(phrase.content, filling()))
    const outgoing = beside(phrase)
    if (outgoing !== null) {
      attachments.addReady(conversation().id, outgoing)
    }
  }

  function filling(): Filling {
    const { id, openId, shop } = conversation()
    const order = messages.timeline(id).messages.findLast((message) => message.body.type === 'order_share')
    return {
      customer: customerName(openId),
      agent: session.user?.name ?? '',
      shop: shops.nameOf(shop),
      last_order: order?.body.type === 'order_share' ? order.body.orderId : '',
    }
  }

  return { open, found, chosen, press, pick }
}

/** The picture or the card that goes with a phrase. */
function beside(phrase: Phrase): Outgoing | null {
  if (phrase.kind === 'product_share' && phrase.productId !== null) {
    return { body: { type: 'product_share', productId: phrase.productId, card: null }, mediaId: null }
  }
  if (phrase.kind !== 'image' || phrase.media_id === null || phrase.media_url === null) {
    return null
  }
  const { mediaId, mediaUrl: url, title: name } = phrase
  const media = { state: 'stored', url, thumbnailUrl: url, coverUrl: null, contentType: 'image/*', size: null, name, width: null, height: null } as const
  return { body: { type: 'image', media }, mediaId }
}

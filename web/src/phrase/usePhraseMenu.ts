import { computed, ref, watch, type Ref } from 'vue'
import type { Conversation } from '@/conversation/conversation'
import { useMessageStore } from '@/conversation/messageStore'
import { useAttachmentStore } from '@/reply/attachmentStore'
import type { Outgoing } from '@/reply/outgoing'
import { useSessionStore } from '@/session/sessionStore'
import { useAbilityStore } from '@/shared/abilities'
import { useShopStore } from '@/shop/shopStore'
import { filled, groupsOf, matching, slashBefore, type Filling, type Phrase } from './phrase'
import { usePhraseStore } from './phraseStore'
import { learnPinyin, spelled } from './pinyin'

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
  const all = computed(() => store.of(conversation().shop))
  /** To look through, before anything is typed. */
  const groups = computed(() => (slash.value?.typed === '' ? groupsOf(all.value) : []))
  const group = ref<string | null>(null)
  const found = computed(() => {
    if (slash.value === null) {
      return []
    }
    const of = groups.value.find((one) => one === group.value)
    return matching(of === undefined ? all.value : all.value.filter((phrase) => phrase.group === of), slash.value.typed, spelled.value)
  })
  /** As they would be sent to this customer. */
  const previews = computed(() => {
    const known = filling()
    return found.value.map((phrase) => ({ ...phrase, content: filled(phrase.content, known) }))
  })
  const open = computed(() => slash.value !== null && shutAt.value !== text() && (found.value.length > 0 || slash.value.typed === ''))

  watch([() => slash.value?.typed, () => conversation().id, group], () => {
    chosen.value = 0
  })
  watch(() => slash.value !== null, (now) => {
    group.value = null
    if (now) {
      void learnPinyin()
    }
  })
  // Shut for these words only: whoever comes to the same words again asks again.
  watch(text, (now) => {
    if (now !== shutAt.value) {
      shutAt.value = null
    }
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
      case 'ArrowRight':
        return turn(1)
      case 'ArrowLeft':
        return turn(-1)
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

  /** To the group beside; all of them stand before the first. */
  function turn(by: number): boolean {
    const places = [null, ...groups.value]
    const place = places.indexOf(group.value) + by
    group.value = places[Math.max(0, Math.min(places.length - 1, place))] ?? null
    return groups.value.length > 0
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
    const { id, shop } = conversation()
    const order = messages.timeline(id).messages.findLast((message) => message.type === 'order_share')
    return {
      customer: conversation().remark_name ?? '',
      agent: session.user?.name ?? '',
      shop: shops.nameOf(shop),
      last_order: order?.type === 'order_share' ? order.order_share.order_id : '',
    }
  }

  return { open, found, previews, chosen, groups, group, press, pick }
}

/** The picture or the card that goes with a phrase. */
function beside(phrase: Phrase): Outgoing | null {
  if (phrase.kind === 'product_share' && phrase.product_id !== null) {
    return { type: 'product_share', product_share: { product_id: phrase.product_id } }
  }
  if (phrase.kind !== 'image' || phrase.media_id === null || phrase.media_url === null) {
    return null
  }
  const { media_id, media_url: url, title: name } = phrase
  return { type: 'image', image: { media_id, state: 'stored', url, thumbnail_url: url, content_type: 'image/*', size: 0, name, width: null, height: null } }
}

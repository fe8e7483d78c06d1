import { computed, nextTick, watch, type ShallowRef } from 'vue'
import { useRoute } from 'vue-router'
import { useSessionStore } from '@/session/sessionStore'
import { t, type Key } from '@/shared/i18n/i18n'
import { exactTime } from '@/shared/instant'
import { toast } from '@/shared/toast'
import { useLeaveQuestion } from '@/shared/useLeaveQuestion'
import { useShopOfPage } from '@/shop/shopOfPage'
import { useShopStore } from '@/shop/shopStore'
import { useColleagueStore } from '@/staff/colleagueStore'
import type { Changed } from './shopForm'

/** The store of a {@link shopForm}, as far as its page needs it here. */
interface Form {
  saved: Changed | null
  dirty: boolean
  load: (shop: string) => Promise<void>
  save: () => Promise<boolean>
}

interface Words {
  neverSet: Key
  /** With `name` and `time`. */
  changed: Key
  saved: Key
}

/** What the pages have in common that show a setting of the shop in their address. */
export function useShopSheet(page: string, form: Form, element: Readonly<ShallowRef<HTMLFormElement | null>>, words: Words) {
  const route = useRoute()
  const session = useSessionStore()
  const shops = useShopStore()
  const colleagues = useColleagueStore()
  const { asking } = useLeaveQuestion(() => form.dirty && session.user !== null)

  const shop = useShopOfPage()
  const nothing = computed(() => (shops.known && shops.shops.length === 0 ? t('shops.none') : undefined))
  const editable = computed(() => session.maySupervise)
  const about = computed(() => {
    const { saved } = form
    if (saved === null || saved.changed_at === null) {
      return t(words.neverSet)
    }
    return t(words.changed, { name: colleagues.nameOf(saved.changed_by ?? ''), time: exactTime(saved.changed_at) })
  })

  watch(
    shop,
    (id) => {
      if (id !== '' && route.params['page'] === page) {
        void form.load(id)
      }
    },
    { immediate: true },
  )

  /** What is wrong first has the focus. */
  async function save(): Promise<void> {
    if (await form.save()) {
      toast(t(words.saved), 'success')
      return
    }
    await nextTick()
    element.value?.querySelector<HTMLElement>('[aria-invalid="true"], [data-wrong]')?.focus()
  }

  return { shop, nothing, editable, about, asking, save }
}

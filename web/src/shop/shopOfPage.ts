import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { useShopStore } from './shopStore'

/** The shop that the page's address names, else the first; empty while none is known. */
export function useShopOfPage(): ComputedRef<string> {
  const route = useRoute()
  const shops = useShopStore()
  return computed(() => (shops.shops.find(({ id }) => id === route.query['shop']) ?? shops.shops[0])?.id ?? '')
}

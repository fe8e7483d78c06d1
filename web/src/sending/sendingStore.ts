import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { request, type Reply, type Schemas } from '@/shared/http'

export type ShopSending = Schemas['ShopSending']

export const useSendingStore = defineStore('sending', () => {
  const abilities = useAbilityStore()
  const shops = shallowRef<readonly ShopSending[]>([])
  const troubled = computed(() => shops.value.filter((one) => one.state !== 'open'))

  async function load(): Promise<void> {
    if (!abilities.can('sending')) {
      return
    }
    const reply = await request('get', '/api/v1/sending')
    if (reply.kind === 'ok') {
      shops.value = reply.value.shops
    }
  }

  async function tryNow(shop: string): Promise<Reply<undefined>> {
    const reply = await request('post', '/api/v1/sending/{shop}/try-now', { path: { shop } })
    await load()
    return reply
  }

  function of(shop: string): ShopSending | null {
    return troubled.value.find((one) => one.shop === shop) ?? null
  }

  function clear(): void {
    shops.value = []
  }

  return { troubled, of, load, tryNow, clear }
})

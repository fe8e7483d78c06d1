import { defineStore } from 'pinia'
import { ref } from 'vue'
import { request, type Schemas } from '@/shared/http'

export type Shop = Schemas['Shop']

export const useShopStore = defineStore('shop', () => {
  const shops = ref<Shop[]>([])
  const known = ref(false)

  async function load(): Promise<void> {
    const reply = await request('get', '/api/v1/shops')
    if (reply.kind === 'ok') {
      shops.value = reply.value.shops
      known.value = true
    }
  }

  function nameOf(id: string): string {
    return shops.value.find((shop) => shop.id === id)?.name || id
  }

  return { shops, known, load, nameOf }
})

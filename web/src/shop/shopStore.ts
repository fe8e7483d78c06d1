import { defineStore } from 'pinia'
import { ref } from 'vue'
import { http } from '@/shared/http'
import { asArray, asObject, asText } from '@/shared/json'

export interface Shop {
  id: string
  name: string
}

export const useShopStore = defineStore('shop', () => {
  const shops = ref<Shop[]>([])

  async function load(): Promise<void> {
    const reply = await http('/api/v1/shops', { decode: decodeShops })
    if (reply.kind === 'ok') {
      shops.value = reply.value
    }
  }

  function nameOf(id: string): string {
    return shops.value.find((shop) => shop.id === id)?.name || id
  }

  return { shops, load, nameOf }
})

function decodeShops(json: unknown): Shop[] {
  return asArray(asObject(json)['shops']).map((entry) => {
    const object = asObject(entry)
    return { id: asText(object['id']), name: asText(object['name']) }
  })
}

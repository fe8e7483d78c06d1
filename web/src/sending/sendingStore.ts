import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { http, nothing, type Reply } from '@/shared/http'
import type { Instant } from '@/shared/instant'
import { asArray, asNumberOrNull, asObject, asText, asTextOrNull } from '@/shared/json'

/** A shop whose answers all wait for one and the same reason. */
export interface ShopSending {
  shop: string
  state: 'open' | 'paused' | 'stopped'
  reason: string
  errcode: number | null
  errmsg: string
  rid: string
  until: Instant | null
  waiting: number
}

const PATH = '/api/v1/sending'

export const useSendingStore = defineStore('sending', () => {
  const abilities = useAbilityStore()
  const shops = shallowRef<readonly ShopSending[]>([])
  const troubled = computed(() => shops.value.filter((one) => one.state !== 'open'))

  async function load(): Promise<void> {
    if (!abilities.can('sending')) {
      return
    }
    const reply = await http(PATH, { decode: decodeSending })
    if (reply.kind === 'ok') {
      shops.value = reply.value
    }
  }

  async function tryNow(shop: string): Promise<Reply<undefined>> {
    const reply = await http(`${PATH}/${encodeURIComponent(shop)}/try-now`, { method: 'POST', decode: nothing })
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

function decodeSending(json: unknown): ShopSending[] {
  return asArray(asObject(json)['shops']).map((entry) => {
    const object = asObject(entry)
    const state = object['state']
    return {
      shop: asText(object['shop']),
      state: state === 'paused' || state === 'stopped' ? state : 'open',
      reason: asText(object['reason']),
      errcode: asNumberOrNull(object['errcode']),
      errmsg: asText(object['errmsg']),
      rid: asText(object['rid']),
      until: asTextOrNull(object['until']),
      waiting: asNumberOrNull(object['waiting']) ?? 0,
    }
  })
}

import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { request, type Reply, type Schemas } from '@/shared/http'

/** What the team knows of a customer. */
export type Customer = Schemas['Customer']
export type Block = NonNullable<Customer['blocked']>
export type TagUse = Schemas['TagCount']

export interface CustomerChange {
  /** Empty: no name any more. */
  remark_name?: string
  note?: string
  tags?: string[]
  starred?: boolean
  blocked?: { reason: string; until: string | null } | null
}

export const NAME_CHARS_MAX = 32
export const NOTE_CHARS_MAX = 500
export const TAGS_MAX = 20
export const TAG_CHARS_MAX = 20
const CUSTOMER = '/api/v1/conversations/{id}/customer'
/** As many as one switches between. */
const KEPT_MAX = 50

export const useCustomerStore = defineStore('customer', () => {
  const abilities = useAbilityStore()
  const customers = shallowReactive(new Map<string, Customer>())
  const tags = shallowRef<readonly TagUse[]>([])

  function get(conversationId: string): Customer | null {
    return customers.get(conversationId) ?? null
  }

  async function load(conversationId: string): Promise<void> {
    if (abilities.can('customer')) {
      keep(conversationId, await request('get', CUSTOMER, { path: { id: conversationId } }))
    }
  }

  async function change(conversationId: string, part: CustomerChange): Promise<Reply<Customer>> {
    const reply = await request('patch', CUSTOMER, { path: { id: conversationId }, body: part })
    keep(conversationId, reply)
    return reply
  }

  function keep(conversationId: string, reply: Reply<Customer>): void {
    if (reply.kind !== 'ok') {
      return
    }
    customers.delete(conversationId)
    customers.set(conversationId, reply.value)
    const oldest = customers.keys().next()
    if (customers.size > KEPT_MAX && oldest.done !== true) {
      customers.delete(oldest.value)
    }
  }

  /** The tags in use, for choosing instead of spelling anew. */
  async function loadTags(shop: string): Promise<void> {
    if (!abilities.can('tags')) {
      return
    }
    const reply = await request('get', '/api/v1/tags', { query: { shop } })
    if (reply.kind === 'ok') {
      tags.value = reply.value.tags
    }
  }

  function clear(): void {
    customers.clear()
    tags.value = []
  }

  return { tags, get, load, change, loadTags, clear }
})

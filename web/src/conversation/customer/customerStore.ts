import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import { useAbilityStore } from '@/shared/abilities'
import { http, type Reply } from '@/shared/http'
import type { Instant } from '@/shared/instant'
import { asArray, asNumberOrNull, asObject, asText, asTextOrNull, asTexts } from '@/shared/json'

export interface Block {
  reason: string
  /** Null for good. */
  until: Instant | null
  by: string
  at: Instant | null
}

/** A stretch of the same conversation, up to where somebody closed it. */
export interface Earlier {
  from: Instant
  to: Instant
  /** Where it begins in the chat. */
  messageId: string
  messages: number
  closedBy: string
}

/** What the team knows of a customer. */
export interface Customer {
  note: string
  tags: string[]
  starred: boolean
  blocked: Block | null
  firstSeenAt: Instant | null
  messages: number | null
  earlier: Earlier[]
}

export interface CustomerChange {
  note?: string
  tags?: string[]
  starred?: boolean
  blocked?: { reason: string; until: Instant | null } | null
}

export interface TagUse {
  tag: string
  count: number
}

export const NOTE_CHARS_MAX = 500
export const TAGS_MAX = 20
export const TAG_CHARS_MAX = 20
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
      keep(conversationId, await http(pathOf(conversationId), { decode: decodeCustomer }))
    }
  }

  async function change(conversationId: string, part: CustomerChange): Promise<Reply<Customer>> {
    const reply = await http(pathOf(conversationId), { method: 'PATCH', body: part, decode: decodeCustomer })
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
    const reply = await http(`/api/v1/tags?${new URLSearchParams({ shop })}`, { decode: decodeTags })
    if (reply.kind === 'ok') {
      tags.value = reply.value
    }
  }

  function clear(): void {
    customers.clear()
    tags.value = []
  }

  return { tags, get, load, change, loadTags, clear }
})

function pathOf(conversationId: string): string {
  return `/api/v1/conversations/${encodeURIComponent(conversationId)}/customer`
}

function decodeCustomer(json: unknown): Customer {
  const object = asObject(json)
  const blocked = object['blocked']
  return {
    note: asText(object['note']),
    tags: asTexts(object['tags']),
    starred: object['starred'] === true,
    blocked: blocked === null || blocked === undefined ? null : decodeBlock(blocked),
    firstSeenAt: asTextOrNull(object['first_seen_at']),
    messages: asNumberOrNull(object['messages']),
    earlier: asArray(object['earlier']).map(decodeEarlier),
  }
}

function decodeBlock(json: unknown): Block {
  const object = asObject(json)
  return { reason: asText(object['reason']), until: asTextOrNull(object['until']), by: asText(object['by']), at: asTextOrNull(object['at']) }
}

function decodeEarlier(json: unknown): Earlier {
  const object = asObject(json)
  return {
    from: asText(object['from']),
    to: asText(object['to']),
    messageId: asText(object['message_id']),
    messages: asNumberOrNull(object['messages']) ?? 0,
    closedBy: asText(object['closed_by_name']),
  }
}

function decodeTags(json: unknown): TagUse[] {
  return asArray(asObject(json)['tags']).map((entry) => {
    const object = asObject(entry)
    return { tag: asText(object['tag']), count: asNumberOrNull(object['count']) ?? 0 }
  })
}

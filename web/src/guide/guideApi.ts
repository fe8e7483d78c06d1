import { request, type Reply, type Schemas } from '@/shared/http'

export type Guide = Schemas['Guide']
export type GuideItem = Schemas['GuideItem']
export type GuideCheck = Schemas['GuideCheck']

/** A check may ask the platform or the public address, which take their time to fail. */
const CHECK_WITHIN_MS = 30_000

export function fetchGuide(): Promise<Reply<Guide>> {
  return request('get', '/api/v1/admin/guide')
}

export function runCheck(name: GuideCheck, shop: string | null): Promise<Reply<Guide>> {
  return request('post', '/api/v1/admin/guide/checks', { body: { name, shop }, withinMs: CHECK_WITHIN_MS })
}

export function dismissItem(name: GuideCheck, shop: string | null, dismissed: boolean): Promise<Reply<Guide>> {
  return request('put', '/api/v1/admin/guide/dismissals', { body: { name, shop, dismissed } })
}

export function sendTestMessage(shop: string): Promise<Reply<{ open_id: string | null; status: number | null }>> {
  return request('post', '/api/v1/admin/guide/test-message', { body: { shop } })
}

/** The conversation of a customer, once it is there. */
export async function conversationOf(shop: string, openId: string): Promise<string | null> {
  const reply = await request('get', '/api/v1/conversations', { query: { shop, open_id: openId } })
  return reply.kind === 'ok' ? (reply.value.conversations[0]?.id ?? null) : null
}

export function setPublicUrl(url: string): Promise<Reply<Guide>> {
  return request('put', '/api/v1/admin/guide/public-url', { body: { url } })
}

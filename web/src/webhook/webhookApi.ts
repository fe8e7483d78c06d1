import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Webhook = Schemas['Webhook']
export type WebhookType = Schemas['WebhookType']
export type WebhookInput = Schemas['WebhookInput']
export type Delivery = Schemas['WebhookDelivery']
export type DeliveryState = Delivery['state']
export type NewSecret = Schemas['WebhookSecret']
export type DeliveryPage = Schemas['WebhookDeliveryPage']
export type TestOutcome = Schemas['WebhookTest']

export function fetchWebhooks(): Promise<Reply<Webhook[]>> {
  return mapped(request('get', '/api/v1/webhooks'), ({ webhooks }) => webhooks)
}

export function addWebhook(webhook: WebhookInput): Promise<Reply<NewSecret>> {
  return request('post', '/api/v1/webhooks', { body: webhook })
}

export function changeWebhook(id: string, change: Partial<WebhookInput> & { paused?: boolean }): Promise<Reply<Webhook>> {
  return request('patch', '/api/v1/webhooks/{id}', { path: { id }, body: change })
}

export function removeWebhook(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/webhooks/{id}', { path: { id } })
}

export function rotateSecret(id: string): Promise<Reply<NewSecret>> {
  return request('post', '/api/v1/webhooks/{id}/rotate-secret', { path: { id } })
}

export function testWebhook(id: string): Promise<Reply<TestOutcome>> {
  return request('post', '/api/v1/webhooks/{id}/test', { path: { id } })
}

export function resumeWebhook(id: string): Promise<Reply<Webhook>> {
  return request('post', '/api/v1/webhooks/{id}/resume', { path: { id } })
}

export function replay(id: string, from: number, to: number, alsoDelivered: boolean): Promise<Reply<number>> {
  return mapped(request('post', '/api/v1/webhooks/{id}/replay', { path: { id }, body: { from_seq: from, to_seq: to, also_delivered: alsoDelivered } }), ({ events }) => events)
}

export function fetchDeliveries(id: string, state: DeliveryState | '', cursor: string | null): Promise<Reply<DeliveryPage>> {
  return request('get', '/api/v1/webhooks/{id}/deliveries', { path: { id }, query: { state, cursor: cursor ?? undefined } })
}

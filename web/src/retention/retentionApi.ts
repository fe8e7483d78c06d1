import { request, type Reply, type Schemas } from '@/shared/http'

export type Retention = Schemas['Retention']
export type RetentionKind = Schemas['RetentionKind']
export type RetentionPart = Schemas['RetentionPart']
export type RetentionPreview = Schemas['RetentionPreview']
export type RetentionSweep = Schemas['RetentionSweep']

/** Days by kind; null is for ever. */
export type Days = Record<RetentionKind, number | null>

export function fetchRetention(): Promise<Reply<Retention>> {
  return request('get', '/api/v1/admin/retention')
}

export function previewRetention(days: Days): Promise<Reply<RetentionPreview>> {
  return request('post', '/api/v1/admin/retention/previews', { body: days })
}

export function saveRetention(previewId: string): Promise<Reply<Retention>> {
  return request('put', '/api/v1/admin/retention', { body: { preview_id: previewId } })
}

import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type StaffMember = Schemas['Account']
export type AdminShop = Schemas['AdminShop']
export type PushSeen = AdminShop['last_pushes'][number]
export type TokenTest = Schemas['TokenTest']
export type ApiKey = Schemas['ApiKey']
export type ApiKeyScope = Schemas['ApiKeyScope']
export type AuditEntry = Schemas['AuditEntry']
export type Quarantined = Schemas['QuarantinedPush']
export type Parked = Schemas['ParkedEntry']
export type ApiChange = Schemas['ApiChange']
export type SystemState = Schemas['SystemStatus']
/** What a shop's pushes did lately; the instants are the server's, counted from the platform's schedule. */
export type ShopPulse = Schemas['ShopPulse']

export interface StaffChange {
  name: string
  role: Schemas['Role']
  shops: string[] | null
  active?: boolean
  /** Of customers who are assigned; null for that of each shop. */
  ceiling?: number | null
  password?: string
}

export function fetchStaff(): Promise<Reply<StaffMember[]>> {
  return mapped(request('get', '/api/v1/staff'), ({ staff }) => staff)
}

/** The password that the server made; null where one was given. */
export function postStaff(username: string, change: StaffChange): Promise<Reply<string | null>> {
  return mapped(request('post', '/api/v1/staff', { body: { username, ...change } }), ({ password }) => password)
}

export function patchStaff(username: string, change: StaffChange): Promise<Reply<StaffMember>> {
  return request('patch', '/api/v1/staff/{username}', { path: { username }, body: change })
}

/** Ends every session of this person; how many there were. */
export function endSessionsOf(username: string): Promise<Reply<number>> {
  return mapped(request('delete', '/api/v1/staff/{username}/sessions', { path: { username } }), ({ ended }) => ended)
}

export function fetchAdminShops(): Promise<Reply<AdminShop[]>> {
  return mapped(request('get', '/api/v1/admin/shops'), ({ shops }) => shops)
}

export function saveShop(id: string, isNew: boolean, shop: Schemas['AdminShopDraft']): Promise<Reply<AdminShop>> {
  return isNew ? request('post', '/api/v1/admin/shops', { body: { id, ...shop } }) : request('put', '/api/v1/admin/shops/{id}', { path: { id }, body: shop })
}

export function deleteShop(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/admin/shops/{id}', { path: { id } })
}

export function testToken(id: string): Promise<Reply<TokenTest>> {
  return request('post', '/api/v1/admin/shops/{id}/test-token', { path: { id } })
}

export function fetchKeys(): Promise<Reply<ApiKey[]>> {
  return mapped(request('get', '/api/v1/admin/api-keys'), ({ api_keys }) => api_keys)
}

export function postKey(name: string, scopes: ApiKeyScope[], shops: string[] | null): Promise<Reply<string>> {
  return mapped(request('post', '/api/v1/admin/api-keys', { body: { name, scopes, shops } }), ({ key }) => key)
}

export function deleteKey(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/admin/api-keys/{id}', { path: { id } })
}

export interface AuditQuestion {
  before: string | null
  by: string
  what: string
}

const AUDIT_ENTRIES_PER_PAGE = 50

export function fetchAudit({ before, by, what }: AuditQuestion): Promise<Reply<{ entries: AuditEntry[]; next_before: string | null }>> {
  return request('get', '/api/v1/audit', { query: { limit: AUDIT_ENTRIES_PER_PAGE, before: before ?? undefined, by: by || undefined, what: what || undefined } })
}

export function fetchQuarantine(): Promise<Reply<Quarantined[]>> {
  return mapped(request('get', '/api/v1/quarantine'), ({ pushes }) => pushes)
}

export function readQuarantinedAgain(id: string): Promise<Reply<undefined>> {
  return request('post', '/api/v1/quarantine/{id}/read-again', { path: { id } })
}

export function dropQuarantined(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/quarantine/{id}', { path: { id } })
}

export function fetchParked(): Promise<Reply<Parked[]>> {
  return mapped(request('get', '/api/v1/admin/parked'), ({ parked }) => parked)
}

export function readParkedAgain(reader: string, seq: string): Promise<Reply<undefined>> {
  return request('post', '/api/v1/admin/parked/{reader}/{seq}/read-again', { path: { reader, seq } })
}

export function fetchSystem(): Promise<Reply<SystemState>> {
  return request('get', '/api/v1/admin/system')
}

const API_CHANGES_SHOWN = 50

export function fetchApiChanges(): Promise<Reply<ApiChange[]>> {
  return mapped(request('get', '/api/v1/admin/api-changes', { query: { limit: API_CHANGES_SHOWN } }), ({ changes }) => changes)
}

export function seeApiChange(id: string): Promise<Reply<undefined>> {
  return request('post', '/api/v1/admin/api-changes/{id}/seen', { path: { id } })
}

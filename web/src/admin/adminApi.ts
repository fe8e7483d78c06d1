import type { Role } from '@/session/sessionStore'
import { http, nothing, type Reply } from '@/shared/http'
import type { Instant } from '@/shared/instant'
import { asArray, asNumberOrNull, asObject, asText, asTextOrNull, asTexts } from '@/shared/json'

export interface StaffMember {
  username: string
  name: string
  role: Role
  shops: string[] | null
  active: boolean
}

export interface StaffChange {
  name: string
  role: Role
  shops: string[] | null
  active?: boolean
  password?: string
}

const STAFF = '/api/v1/staff'

export function fetchStaff(): Promise<Reply<StaffMember[]>> {
  return http(STAFF, { decode: (json) => asArray(asObject(json)['staff']).map(decodeStaff) })
}

/** The password is there once, when the server made it. */
export function postStaff(username: string, change: StaffChange): Promise<Reply<{ password: string }>> {
  return http(STAFF, { method: 'POST', body: { username, ...change }, decode: (json) => ({ password: asText(asObject(json)['password']) }) })
}

export function patchStaff(username: string, change: Partial<StaffChange>): Promise<Reply<undefined>> {
  return http(`${STAFF}/${encodeURIComponent(username)}`, { method: 'PATCH', body: change, decode: nothing })
}

function decodeStaff(json: unknown): StaffMember {
  const object = asObject(json)
  const role = object['role']
  const username = asText(object['username'])
  return {
    username,
    name: asText(object['name']) || username,
    role: role === 'administrator' || role === 'supervisor' ? role : 'agent',
    shops: Array.isArray(object['shops']) ? asTexts(object['shops']) : null,
    active: object['active'] !== false,
  }
}

export interface PushSeen {
  at: Instant
  outcome: string
}

export interface AdminShop {
  id: string
  name: string
  userName: string
  appId: string
  mode: string
  apiBaseUrl: string
  pushUrl: string
  fromFile: boolean
  active: boolean
  secrets: Readonly<Record<string, boolean>>
  lastPushes: PushSeen[]
  lastPushAt: Instant | null
}

export type TokenTest = { ok: true } | { ok: false; reason: string; errcode: number | null; errmsg: string; rid: string; mend: string }

const SHOPS = '/api/v1/admin/shops'

export function fetchAdminShops(): Promise<Reply<AdminShop[]>> {
  return http(SHOPS, { decode: (json) => asArray(asObject(json)['shops']).map(decodeAdminShop) })
}

export function saveShop(id: string, isNew: boolean, body: Readonly<Record<string, unknown>>): Promise<Reply<undefined>> {
  return isNew ? http(SHOPS, { method: 'POST', body: { id, ...body }, decode: nothing }) : http(`${SHOPS}/${encodeURIComponent(id)}`, { method: 'PUT', body, decode: nothing })
}

export function deleteShop(id: string): Promise<Reply<undefined>> {
  return http(`${SHOPS}/${encodeURIComponent(id)}`, { method: 'DELETE', decode: nothing })
}

export function testToken(id: string): Promise<Reply<TokenTest>> {
  return http(`${SHOPS}/${encodeURIComponent(id)}/test-token`, {
    method: 'POST',
    decode: (json) => {
      const object = asObject(json)
      return object['ok'] === true
        ? { ok: true }
        : { ok: false, reason: asText(object['reason']), errcode: asNumberOrNull(object['errcode']), errmsg: asText(object['errmsg']), rid: asText(object['rid']), mend: asText(object['mend']) }
    },
  })
}

function decodeAdminShop(json: unknown): AdminShop {
  const object = asObject(json)
  return {
    id: asText(object['id']),
    name: asText(object['name']),
    userName: asText(object['user_name']),
    appId: asText(object['app_id']),
    mode: asText(object['mode']),
    apiBaseUrl: asText(object['api_base_url']),
    pushUrl: asText(object['push_url']),
    fromFile: object['origin'] === 'file',
    active: object['active'] !== false,
    secrets: Object.fromEntries(Object.entries(asObject(object['secrets'])).map(([name, there]) => [name, there === true])),
    lastPushes: asArray(object['last_pushes']).map((entry) => ({ at: asText(asObject(entry)['at']), outcome: asText(asObject(entry)['outcome']) })),
    lastPushAt: asTextOrNull(object['last_push_at']),
  }
}

export interface ApiKey {
  id: string
  name: string
  scopes: string[]
  createdAt: Instant | null
  createdBy: string
}

const KEYS = '/api/v1/admin/api-keys'

export function fetchKeys(): Promise<Reply<ApiKey[]>> {
  return http(KEYS, {
    decode: (json) =>
      asArray(asObject(json)['api_keys']).map((entry) => {
        const object = asObject(entry)
        return {
          id: asText(object['id']),
          name: asText(object['name']),
          scopes: asTexts(object['scopes']),
          createdAt: asTextOrNull(object['created_at']),
          createdBy: asText(object['created_by']),
        }
      }),
  })
}

export function postKey(name: string, scopes: string[]): Promise<Reply<string>> {
  return http(KEYS, { method: 'POST', body: { name, scopes }, decode: (json) => asText(asObject(json)['key']) })
}

export function deleteKey(id: string): Promise<Reply<undefined>> {
  return http(`${KEYS}/${encodeURIComponent(id)}`, { method: 'DELETE', decode: nothing })
}

export interface AuditEntry {
  id: string
  at: Instant
  by: string
  what: string
  subject: string
  detail: string
}

export interface AuditQuestion {
  before: string | null
  by: string
  what: string
}

export function fetchAudit({ before, by, what }: AuditQuestion): Promise<Reply<{ entries: AuditEntry[]; next: string | null }>> {
  const query = new URLSearchParams({ limit: '50', ...(before === null ? {} : { before }), ...(by === '' ? {} : { by }), ...(what === '' ? {} : { what }) })
  return http(`/api/v1/audit?${query}`, {
    decode: (json) => {
      const object = asObject(json)
      return { entries: asArray(object['entries']).map(decodeAudit), next: asText(object['next_before']) || null }
    },
  })
}

function decodeAudit(json: unknown): AuditEntry {
  const object = asObject(json)
  const detail = object['detail']
  return {
    id: asText(object['id']),
    at: asText(object['at']),
    by: asText(object['by']),
    what: asText(object['what']),
    subject: asText(object['subject']),
    detail: typeof detail === 'string' ? detail : detail === null || detail === undefined ? '' : JSON.stringify(detail),
  }
}

export interface Quarantined {
  id: string
  shop: string
  reason: string
  detail: string
  pushes: number
  lastAt: Instant
}

export interface Parked {
  reader: string
  seq: string
  reason: string
  parkedAt: Instant
  shop: string
  event: string
}

export function fetchQuarantine(): Promise<Reply<Quarantined[]>> {
  return http('/api/v1/quarantine', {
    decode: (json) =>
      asArray(asObject(json)['pushes']).map((entry) => {
        const object = asObject(entry)
        return { id: asText(object['id']), shop: asText(object['shop']), reason: asText(object['reason']), detail: asText(object['detail']), pushes: asNumberOrNull(object['pushes']) ?? 0, lastAt: asText(object['last_at']) }
      }),
  })
}

export function readQuarantinedAgain(id: string): Promise<Reply<undefined>> {
  return http(`/api/v1/quarantine/${encodeURIComponent(id)}/read-again`, { method: 'POST', decode: nothing })
}

export function dropQuarantined(id: string): Promise<Reply<undefined>> {
  return http(`/api/v1/quarantine/${encodeURIComponent(id)}`, { method: 'DELETE', decode: nothing })
}

export function fetchParked(): Promise<Reply<Parked[]>> {
  return http('/api/v1/admin/parked', {
    decode: (json) =>
      asArray(asObject(json)['parked']).map((entry) => {
        const object = asObject(entry)
        return {
          reader: asText(object['reader']),
          seq: asText(object['seq']),
          reason: asText(object['reason']),
          parkedAt: asText(object['parked_at']),
          shop: asText(object['shop']),
          event: asText(object['event']),
        }
      }),
  })
}

export function readParkedAgain(reader: string, seq: string): Promise<Reply<undefined>> {
  return http(`/api/v1/admin/parked/${encodeURIComponent(reader)}/${encodeURIComponent(seq)}/read-again`, { method: 'POST', decode: nothing })
}

export interface SystemState {
  version: string
  node: string
  startedAt: Instant | null
  engine: string
  readers: { reader: string; cursor: number; lag: number }[]
  queue: number
  logEntries: number
  logBytes: number | null
  diskFree: number | null
  diskTotal: number | null
  diskData: number | null
  nodes: string[]
  shops: ShopPulse[]
}

/** What a shop's pushes did lately; the instants are the server's, counted from the platform's schedule. */
export interface ShopPulse {
  shop: string
  lastPushAt: Instant | null
  /** Null unless pushes are failing now. */
  outageSince: Instant | null
  outageUntil: Instant | null
  outageReason: string
  atRiskUntil: Instant | null
  lostBefore: Instant | null
}

export function fetchSystem(): Promise<Reply<SystemState>> {
  return http('/api/v1/admin/system', {
    decode: (json) => {
      const object = asObject(json)
      const log = asObject(object['log'])
      const disk = asObject(object['disk'])
      return {
        version: asText(object['version']),
        node: asText(object['node']),
        startedAt: asTextOrNull(object['started_at']),
        engine: asText(object['engine']),
        readers: asArray(object['readers']).map((entry) => ({ reader: asText(asObject(entry)['reader']), cursor: asNumberOrNull(asObject(entry)['cursor']) ?? 0, lag: asNumberOrNull(asObject(entry)['lag']) ?? 0 })),
        queue: asNumberOrNull(object['queue']) ?? 0,
        logEntries: asNumberOrNull(log['entries']) ?? 0,
        logBytes: asNumberOrNull(log['bytes']),
        diskFree: asNumberOrNull(disk['free']),
        diskTotal: asNumberOrNull(disk['total']),
        diskData: asNumberOrNull(disk['data']),
        nodes: asArray(object['nodes']).map((node) => asText(asObject(node)['name'])),
        shops: asArray(object['shops']).map((entry) => {
          const shop = asObject(entry)
          return {
            shop: asText(shop['shop']),
            lastPushAt: asTextOrNull(shop['last_push_at']),
            outageSince: asTextOrNull(shop['outage_since']),
            outageUntil: asTextOrNull(shop['outage_until']),
            outageReason: asText(shop['outage_reason']),
            atRiskUntil: asTextOrNull(shop['at_risk_until']),
            lostBefore: asTextOrNull(shop['lost_before']),
          }
        }),
      }
    },
  })
}

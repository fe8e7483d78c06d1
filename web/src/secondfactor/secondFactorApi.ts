import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type SecondFactorKind = Schemas['SecondFactorKind']
export type Role = Schemas['Role']

export interface OwnFactors {
  factors: { kind: SecondFactorKind; since: string }[]
  recovery_codes_left: number
}

/** What an app is given: as a picture of `uri`, or typed. */
export interface NewSecret {
  secret: string
  uri: string
}

export function fetchOwnFactors(): Promise<Reply<OwnFactors>> {
  return request('get', '/api/v1/me/second-factor')
}

export function beginTotp(): Promise<Reply<NewSecret>> {
  return request('post', '/api/v1/me/totp')
}

/** The recovery codes, which are told this once. */
export function confirmTotp(code: string): Promise<Reply<string[]>> {
  return mapped(request('post', '/api/v1/me/totp/confirm', { body: { code } }), ({ recovery_codes }) => recovery_codes)
}

export function removeTotp(code: string): Promise<Reply<undefined>> {
  return request('post', '/api/v1/me/totp/remove', { body: { code } })
}

export function newRecoveryCodes(code: string): Promise<Reply<string[]>> {
  return mapped(request('post', '/api/v1/me/recovery-codes', { body: { code } }), ({ recovery_codes }) => recovery_codes)
}

export function resetSecondFactorOf(username: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/staff/{username}/second-factor', { path: { username } })
}

export function fetchRule(): Promise<Reply<Role[]>> {
  return mapped(request('get', '/api/v1/admin/second-factor'), ({ roles }) => roles)
}

export function putRule(roles: Role[]): Promise<Reply<Role[]>> {
  return mapped(request('put', '/api/v1/admin/second-factor', { body: { roles } }), (rule) => rule.roles)
}

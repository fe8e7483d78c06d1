import type { Credential, NewOptions } from './passkey'
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

/** For who has passkeys and no app; soon after a log-in. */
export function newRecoveryCodesOfPasskeys(): Promise<Reply<string[]>> {
  return mapped(request('post', '/api/v1/me/recovery-codes', { body: {} }), ({ recovery_codes }) => recovery_codes)
}

export type Passkey = Schemas['Passkey']

export function fetchPasskeys(): Promise<Reply<Passkey[]>> {
  return mapped(request('get', '/api/v1/me/passkeys'), ({ passkeys }) => passkeys)
}

export function beginPasskey(): Promise<Reply<NewOptions>> {
  return request('post', '/api/v1/me/passkeys/options')
}

/** The recovery codes, which are told this once; none where there were some. */
export function addPasskey(name: string, credential: Credential): Promise<Reply<string[]>> {
  return mapped(request('post', '/api/v1/me/passkeys', { body: { name, credential } }), ({ recovery_codes }) => recovery_codes)
}

export function renamePasskey(id: string, name: string): Promise<Reply<undefined>> {
  return request('patch', '/api/v1/me/passkeys/{id}', { path: { id }, body: { name } })
}

export function removePasskey(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/me/passkeys/{id}', { path: { id } })
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

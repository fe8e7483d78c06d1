import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type MaskedRole = Schemas['MaskingRule']['roles'][number]

export function fetchMasking(): Promise<Reply<MaskedRole[]>> {
  return mapped(request('get', '/api/v1/admin/masking'), ({ roles }) => roles)
}

export function putMasking(roles: MaskedRole[]): Promise<Reply<MaskedRole[]>> {
  return mapped(request('put', '/api/v1/admin/masking', { body: { roles } }), (rule) => rule.roles)
}

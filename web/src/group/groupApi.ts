import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Group = Schemas['AgentGroup']
export type GroupInput = Required<Schemas['AgentGroupInput']>

export function fetchGroups(): Promise<Reply<Group[]>> {
  return mapped(request('get', '/api/v1/groups'), ({ groups }) => groups)
}

/** Adds one where `id` is null. */
export function saveGroup(id: string | null, group: GroupInput): Promise<Reply<Group>> {
  return id === null ? request('post', '/api/v1/groups', { body: group }) : request('put', '/api/v1/groups/{id}', { path: { id }, body: group })
}

export function deleteGroup(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/groups/{id}', { path: { id } })
}

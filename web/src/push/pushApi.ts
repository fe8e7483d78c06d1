import { request, type Reply, type Schemas } from '@/shared/http'

export type PushDevice = Schemas['PushDevice']
export type PushDevices = Schemas['PushDevices']
export type PushTest = Schemas['NoticeChannelTest']

export function fetchPushDevices(): Promise<Reply<PushDevices>> {
  return request('get', '/api/v1/me/push-devices')
}

export function addPushDevice(endpoint: string, keys: { p256dh: string; auth: string }): Promise<Reply<PushDevice>> {
  return request('post', '/api/v1/me/push-devices', { body: { endpoint, keys } })
}

export function removePushDevice(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/me/push-devices/{id}', { path: { id } })
}

export function testPushDevice(id: string): Promise<Reply<PushTest>> {
  return request('post', '/api/v1/me/push-devices/{id}/test', { path: { id } })
}

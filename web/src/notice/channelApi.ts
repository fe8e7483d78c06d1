import { mapped, request, type Reply, type Schemas } from '@/shared/http'

export type Channel = Schemas['NoticeChannel']
export type ChannelKind = Schemas['NoticeKind']
export type ChannelChange = Schemas['NoticeChannelChange']
export type Ladder = Schemas['NoticeLadder']
export type Step = Schemas['NoticeStep']
export type NoticeSettings = Schemas['NoticeSettings']
export type Notice = Schemas['Notice']
export type NoticeState = Schemas['NoticeState']

export type TriedChannel = Schemas['NoticeChannelTest']

export function fetchChannels(): Promise<Reply<Channel[]>> {
  return mapped(request('get', '/api/v1/notices/channels'), ({ channels }) => channels)
}

export function addChannel(channel: Schemas['NoticeChannelInput']): Promise<Reply<Channel>> {
  return request('post', '/api/v1/notices/channels', { body: channel })
}

export function changeChannel(id: string, change: ChannelChange): Promise<Reply<Channel>> {
  return request('patch', '/api/v1/notices/channels/{id}', { path: { id }, body: change })
}

export function removeChannel(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/notices/channels/{id}', { path: { id } })
}

export function testChannel(id: string): Promise<Reply<TriedChannel>> {
  return request('post', '/api/v1/notices/channels/{id}/test', { path: { id }, withinMs: 30_000 })
}

export function fetchLadders(): Promise<Reply<Ladder[]>> {
  return mapped(request('get', '/api/v1/notices/ladders'), ({ ladders }) => ladders)
}

export function putLadder(shop: string | null, steps: Step[], hoursOnly: boolean): Promise<Reply<undefined>> {
  return request('put', '/api/v1/notices/ladders', { body: { shop, steps, hours_only: hoursOnly } })
}

export function removeLadder(shop: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/notices/ladders/{shop}', { path: { shop } })
}

export function fetchNoticeSettings(): Promise<Reply<NoticeSettings>> {
  return request('get', '/api/v1/notices/settings')
}

export function putNoticeSettings(change: Partial<NoticeSettings>): Promise<Reply<NoticeSettings>> {
  return request('put', '/api/v1/notices/settings', { body: change })
}

export type PhoneDuty = Schemas['PhoneDuty']

export function fetchPhoneDuty(): Promise<Reply<PhoneDuty>> {
  return request('get', '/api/v1/me/phone-duty')
}

/** The telephone stays as it was where none is given. */
export function beginPhoneDuty(hours: number, phone: { kind: ChannelKind; url: string; secret?: string } | null): Promise<Reply<PhoneDuty>> {
  return request('put', '/api/v1/me/phone-duty', { body: phone === null ? { hours } : { hours, phone } })
}

export function endPhoneDuty(): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/me/phone-duty')
}

/** The last ones. */
export function fetchNotices(): Promise<Reply<Notice[]>> {
  return mapped(request('get', '/api/v1/notices', { query: { limit: 50 } }), ({ notices }) => notices)
}

import { fileSize } from '@/conversation/kinds/fileSize'
import { has, t, type Key } from '@/shared/i18n/i18n'
import type { GuideCheck, GuideItem } from './guideApi'

export const TITLES: Readonly<Record<GuideCheck, Key>> = {
  shop: 'guide.shop',
  access_token: 'guide.accessToken',
  allow_list: 'guide.allowList',
  clock: 'guide.clock',
  push_url: 'guide.pushUrl',
  certificate: 'guide.certificate',
  disk: 'guide.disk',
  memory: 'guide.memory',
  backup: 'guide.backup',
  second_administrator: 'guide.secondAdministrator',
  second_factor: 'guide.secondFactor',
  probe: 'guide.probe',
}

/** Reasons that other pages have words for, too, or that several checks share. */
const SHARED: Readonly<Record<string, Key>> = {
  'access_token.secret': 'token.secret',
  'access_token.app_id': 'token.appId',
  'access_token.url': 'token.url',
  'access_token.not_authorised': 'token.notAuthorised',
  'access_token.quota': 'token.quota',
  'access_token.busy': 'token.busy',
  'access_token.unreachable': 'token.unreachable',
  'allow_list.address': 'token.address',
}
const OF_ADDRESS: Readonly<Record<string, Key>> = {
  inner_address: 'guide.innerAddress',
  no_public_url: 'guide.noPublicUrl',
  unreachable: 'guide.unreachable',
  unknown_host: 'guide.unknownHost',
  tls: 'guide.tls',
  timeout: 'guide.timeout',
  broken: 'guide.broken',
}

/** What a check came to, what it means, and what to do. */
export function findingWords(item: GuideItem): string {
  if (item.reason === 'not_checked') {
    return t('guide.notChecked')
  }
  const own = `guide.${item.name}.${item.reason}`
  const key = has(own) ? own : (SHARED[`${item.name}.${item.reason}`] ?? OF_ADDRESS[item.reason] ?? 'guide.other')
  return t(key, { reason: item.reason, ...shown(item.facts) })
}

/** What the platform itself said, word for word. */
export function platformsWords(item: GuideItem): string {
  const { errcode, errmsg } = item.facts
  return item.state === 'bad' && errmsg !== undefined ? [errcode, errmsg].filter((one) => one !== undefined).join(' · ') : ''
}

function shown(facts: GuideItem['facts']): Record<string, string | number> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, name.endsWith('_bytes') && typeof value === 'number' ? fileSize(value) : value]))
}

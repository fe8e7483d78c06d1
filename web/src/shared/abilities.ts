import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { request } from './http'
import { ofBrowser } from './kept'
import type { paths } from './schema'

/** What a server may or may not know, by the path that its own description has for it. */
const PATHS = {
  sending: '/api/v1/sending',
  undo: '/api/v1/messages/{id}/undo',
  sendAgain: '/api/v1/messages/{id}/send-again',
  decide: '/api/v1/messages/{id}/decide',
  media: '/api/v1/media',
  fetchAgain: '/api/v1/messages/{id}/fetch-again',
  customer: '/api/v1/conversations/{id}/customer',
  tags: '/api/v1/tags',
  afterSales: '/api/v1/conversations/{id}/after-sales',
  orders: '/api/v1/conversations/{id}/orders',
  order: '/api/v1/shops/{shop}/orders/{order_id}',
  products: '/api/v1/shops/{shop}/products',
  phrases: '/api/v1/phrases',
  drafts: '/api/v1/drafts',
  take: '/api/v1/conversations/{id}/take',
  unread: '/api/v1/conversations/{id}/unread',
  trail: '/api/v1/conversations/{id}/trail',
  state: '/api/v1/me/state',
  password: '/api/v1/me/password',
  settings: '/api/v1/me/settings',
  sessions: '/api/v1/me/sessions',
  secondFactor: '/api/v1/me/second-factor',
  passkeys: '/api/v1/me/passkeys',
  secondFactorRule: '/api/v1/admin/second-factor',
  staffSessions: '/api/v1/staff/{username}/sessions',
  colleagues: '/api/v1/colleagues',
  staff: '/api/v1/staff',
  audit: '/api/v1/audit',
  erasures: '/api/v1/erasures',
  masking: '/api/v1/admin/masking',
  disclosure: '/api/v1/conversations/{id}/disclosure',
  retention: '/api/v1/admin/retention',
  assignment: '/api/v1/shops/{shop}/assignment',
  groups: '/api/v1/groups',
  automaticReplies: '/api/v1/automatic-replies',
  dryRun: '/api/v1/automatic-replies/dry-run',
  autoClose: '/api/v1/shops/{shop}/auto-close',
  putBack: '/api/v1/conversations/{id}/put-back',
  assignmentPreview: '/api/v1/shops/{shop}/assignment/preview',
  board: '/api/v1/board',
  reports: '/api/v1/reports/service',
  policy: '/api/v1/shops/{shop}/policy',
  suggestions: '/api/v1/shops/{shop}/suggestions',
  adminShops: '/api/v1/admin/shops',
  hours: '/api/v1/shops/{shop}/hours',
  apiKeys: '/api/v1/admin/api-keys',
  webhooks: '/api/v1/webhooks',
  assistant: '/api/v1/admin/assistant',
  drafting: '/api/v1/assistant',
  replays: '/api/v1/assistant/replays',
  noticeChannels: '/api/v1/notices/channels',
  phoneDuty: '/api/v1/me/phone-duty',
  pushDevices: '/api/v1/me/push-devices',
  parked: '/api/v1/admin/parked',
  system: '/api/v1/admin/system',
  guide: '/api/v1/admin/guide',
  apiChanges: '/api/v1/admin/api-changes',
  quarantine: '/api/v1/quarantine',
  search: '/api/v1/search',
  views: '/api/v1/views',
  exportOne: '/api/v1/conversations/{id}/export',
  exportAll: '/api/v1/export',
} as const satisfies Record<string, keyof paths>

const KEPT_KEY = 'abilities'

export type Ability = keyof typeof PATHS

/**
 * A page may be newer than the server that answers it, for the moment of an update or on one node of several. What the
 * server's description does not have is not offered, and nobody asks for it in vain.
 */
export const useAbilityStore = defineStore('abilities', () => {
  /** From the last time until the server has answered: the page is whole at once, and rarely corrected. */
  const known = shallowRef<ReadonlySet<string>>(new Set((ofBrowser.read(KEPT_KEY) ?? '').split(' ')))
  const asked = ref(false)
  const isKnown = computed(() => asked.value || [...known.value].some((path) => path !== ''))

  async function learn(): Promise<void> {
    const reply = await request('get', '/api/v1/openapi.json')
    if (reply.kind === 'ok') {
      known.value = new Set(Object.keys(reply.value.paths).map(shape))
      asked.value = true
      ofBrowser.write(KEPT_KEY, [...known.value].join(' '))
    }
  }

  function can(ability: Ability): boolean {
    return known.value.has(shape(PATHS[ability]))
  }

  return { asked, isKnown, learn, can }
})

/** What a parameter is called in a path does not matter. */
function shape(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}')
}

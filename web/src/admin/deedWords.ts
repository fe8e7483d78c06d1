import { TRIGGERS } from '@/autoreply/replyWords'
import { noted } from '@/retention/retentionWords'
import { listed, t, type Key } from '@/shared/i18n/i18n'
import { exactTime } from '@/shared/instant'
import { readerWords } from './readerWords'

/** What the audit log can hold, in the server's words and in people's. */
export const DEEDS: Readonly<Record<string, Key>> = {
  logged_in: 'deed.loggedIn',
  login_failed: 'deed.loginFailed',
  logged_out: 'deed.loggedOut',
  sessions_ended: 'deed.sessionsEnded',
  password_changed: 'deed.passwordChanged',
  second_factor_set_up: 'deed.factorSetUp',
  second_factor_removed: 'deed.factorRemoved',
  second_factor_reset: 'deed.factorReset',
  second_factor_rule_changed: 'deed.factorRule',
  passkey_added: 'deed.passkeyAdded',
  passkey_removed: 'deed.passkeyRemoved',
  sso_linked: 'deed.ssoLinked',
  sso_unlinked: 'deed.ssoUnlinked',
  recovery_codes_made: 'deed.recoveryCodes',
  recovery_code_used: 'deed.recoveryUsed',
  staff_added: 'deed.staffAdded',
  staff_changed: 'deed.staffChanged',
  shop_added: 'deed.shopAdded',
  shop_changed: 'deed.shopChanged',
  shop_removed: 'deed.shopRemoved',
  api_key_added: 'deed.keyAdded',
  api_key_removed: 'deed.keyRemoved',
  handed_over: 'deed.handedOver',
  put_back: 'deed.putBack',
  customer_named: 'deed.named',
  customer_erased: 'deed.erased',
  customer_disclosed: 'deed.disclosed',
  masking_changed: 'deed.maskingChanged',
  reply_proposed: 'deed.replyProposed',
  reply_sent: 'deed.replySent',
  retention_changed: 'deed.retentionChanged',
  retention_swept: 'deed.retentionSwept',
  customer_blocked: 'deed.blocked',
  customer_unblocked: 'deed.unblocked',
  exported: 'deed.exported',
  restored: 'deed.restored',
  quarantine_read_again: 'deed.readAgain',
  quarantine_dropped: 'deed.dropped',
  parked_read_again: 'deed.parkedAgain',
  sending_tried_again: 'deed.sendingTried',
  answer_decided: 'deed.decided',
  conversation_closed: 'deed.closed',
  customer_tagged: 'deed.tagged',
  phrase_added: 'deed.phraseAdded',
  phrase_changed: 'deed.phraseChanged',
  phrase_removed: 'deed.phraseRemoved',
  phrases_imported: 'deed.phrasesImported',
  hours_changed: 'deed.hoursChanged',
  calendar_imported: 'deed.calendarImported',
  assignment_changed: 'deed.assignmentChanged',
  sent_away: 'deed.sentAway',
  state_set: 'deed.stateSet',
  group_added: 'deed.groupAdded',
  group_changed: 'deed.groupChanged',
  group_removed: 'deed.groupRemoved',
  wording_changed: 'deed.wordingChanged',
  wording_confirmed: 'deed.wordingConfirmed',
  wording_refused: 'deed.wordingRefused',
  automatic_reply_added: 'deed.automaticReplyAdded',
  automatic_reply_changed: 'deed.automaticReplyChanged',
  automatic_reply_removed: 'deed.automaticReplyRemoved',
  auto_close_changed: 'deed.autoCloseChanged',
  suggestions_changed: 'deed.suggestionsChanged',
  webhook_added: 'deed.webhookAdded',
  webhook_changed: 'deed.webhookChanged',
  webhook_removed: 'deed.webhookRemoved',
  webhook_resumed: 'deed.webhookResumed',
  webhook_replayed: 'deed.webhookReplayed',
  notice_channel_added: 'deed.channelAdded',
  notice_channel_changed: 'deed.channelChanged',
  notice_channel_removed: 'deed.channelRemoved',
  notice_ladder_changed: 'deed.ladderChanged',
  notice_settings_changed: 'deed.noticeSettingsChanged',
  guide_dismissed: 'deed.guideDismissed',
  guide_restored: 'deed.guideRestored',
  public_url_changed: 'deed.publicUrl',
  assistant_changed: 'deed.assistantChanged',
  assistant_off: 'deed.assistantOff',
  assistant_replayed: 'deed.assistantReplayed',
  test_message_sent: 'deed.testMessage',
  push_device_added: 'deed.pushDeviceAdded',
  push_device_removed: 'deed.pushDeviceRemoved',
  preset_added: 'deed.presetAdded',
  preset_changed: 'deed.presetChanged',
  preset_removed: 'deed.presetRemoved',
  api_change_seen: 'deed.apiChangeSeen',
}

/** Those after which somebody may ask who did it. */
const GRAVE = new Set(['login_failed', 'shop_removed', 'api_key_added', 'api_key_removed', 'staff_changed', 'exported', 'restored', 'quarantine_dropped'])

export function deedWords(what: string): string {
  const key = DEEDS[what]
  return key === undefined ? what : t(key)
}

/** What the server also does by itself: then nobody is named. */
const BY_ITSELF = new Set(['conversation_closed', 'sent_away', 'customer_tagged'])

/** Who did it, where no account is named. */
export function nobodyWords(what: string): string {
  return t(BY_ITSELF.has(what) ? 'audit.itself' : 'audit.nobody')
}

export function isGrave(what: string): boolean {
  return GRAVE.has(what)
}

/** The conversation a deed was done to, where it was one. */
export function conversationOf(subject: string): string | null {
  return /^conversation (\d+)$/.exec(subject)?.[1] ?? null
}

/** What a deed was done to, where the server names it by kind and number; a name or id by itself stays. */
const SUBJECTS: Readonly<Record<string, Key>> = {
  conversation: 'audit.conversation',
  message: 'audit.message',
  phrase: 'audit.phrase',
  'automatic reply': 'audit.automaticReply',
  preset: 'audit.preset',
  group: 'audit.group',
  channel: 'audit.channel',
  sweep: 'audit.sweep',
  calendar: 'audit.calendar',
  key: 'audit.key',
  entry: 'audit.entry',
}

/** Who is called what. */
export interface Names {
  person(username: string): string
  shop(id: string): string
}

export function subjectWords(subject: string, names: Names): string {
  const rules = noted(subject)
  if (rules !== undefined) {
    return rules
  }
  const [, kind = '', id = ''] = /^(\w+|automatic reply) (\S+)$/.exec(subject) ?? []
  if (kind === 'shop') {
    return names.shop(id)
  }
  const key = Object.hasOwn(SUBJECTS, kind) ? SUBJECTS[kind] : undefined
  return key === undefined || !/^\d+$/.test(id) ? subject : t(key, { id })
}

/** The server's few set phrases in the reader's language; anything else is names and ids, and stays. */
export function detailWords(detail: string, names: Names): string {
  const [, word = '', what = ''] = /^(\S+) (\S+)$/.exec(detail) ?? []
  switch (word) {
    case 'from':
      return t('deed.from', { address: what })
    case 'to':
      return t('deed.to', { name: names.person(what) })
    case 'with':
      return t('deed.with', { name: names.person(what) })
    case 'until':
      return t('deed.until', { time: exactTime(what) })
    case 'reader':
      return readerWords(what)
  }
  const counted = noted(detail)
  if (counted !== undefined) {
    return counted
  }
  const group = /^to group (.+)$/.exec(detail)?.[1]
  if (group !== undefined) {
    return t('deed.toGroup', { name: group })
  }
  const [, messages = '', files = ''] = /^(\d+) messages, (\d+) files$/.exec(detail) ?? []
  if (files !== '') {
    return listed([t('erasure.messages', { n: Number(messages) }), t('erasure.files', { n: Number(files) })])
  }
  const sessions = /^(\d+) sessions?$/.exec(detail)?.[1]
  if (sessions !== undefined) {
    return t('deed.sessions', { n: Number(sessions) })
  }
  const [, about = '', hours = ''] = /^(after|answered) (\d+) hours(?: ago)?$/.exec(detail) ?? []
  if (hours !== '') {
    return t(about === 'after' ? 'deed.afterHours' : 'deed.answeredAgo', { n: Number(hours) })
  }
  const [, name = '', trigger = '', state = ''] = /^(.+); (\w+); (on|off)$/.exec(detail) ?? []
  const triggered = Object.entries(TRIGGERS).find(([one]) => one === trigger)?.[1]
  if (triggered !== undefined) {
    return t(state === 'on' ? 'deed.ruleOn' : 'deed.ruleOff', { name, trigger: t(triggered) })
  }
  const shop = /^of shop (\S+)$/.exec(detail)?.[1]
  if (shop !== undefined) {
    return names.shop(shop)
  }
  return detail.split('; ').map(changeWords).join(t('deed.and'))
}

const CHANGES: Readonly<Record<string, Key>> = {
  agent: 'role.agent',
  supervisor: 'role.supervisor',
  administrator: 'role.administrator',
  'all shops': 'deed.allShops',
  'no shop': 'deed.noShop',
  'another name': 'deed.anotherName',
  'let in again': 'deed.letIn',
  'not let in any more': 'deed.letOut',
  'a new password': 'deed.newPassword',
  'for good': 'block.forGood',
  'as sent': 'deed.asSent',
  'as dropped': 'deed.asDropped',
  off: 'deed.off',
  'their own': 'deed.theirOwn',
  'his own': 'deed.theirOwn', // as older lines of the log have it
  'other sessions ended': 'deed.otherSessionsEnded',
}

/** One change to an account, as `agent → supervisor`; or how many a group has. */
function changeWords(change: string): string {
  const members = /^(\d+) members$/.exec(change)?.[1]
  if (members !== undefined) {
    return t('deed.members', { n: Number(members) })
  }
  return change
    .split(' → ')
    .map((side) => {
      const key = CHANGES[side]
      return key === undefined ? side : t(key)
    })
    .join(' → ')
}

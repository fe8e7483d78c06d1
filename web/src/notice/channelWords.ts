import { exactTime } from '@/shared/instant'
import { t, type Key } from '@/shared/i18n/i18n'
import { errorWords } from '@/webhook/webhookWords'
import type { Channel, ChannelKind, Notice, NoticeState, Step, TriedChannel } from './channelApi'

export const KINDS: Readonly<Record<ChannelKind, { words: Key; hint: Key; placeholder: string }>> = {
  wecom: { words: 'channel.wecom', hint: 'channel.wecomHint', placeholder: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…' },
  dingtalk: { words: 'channel.dingtalk', hint: 'channel.dingtalkHint', placeholder: 'https://oapi.dingtalk.com/robot/send?access_token=…' },
  feishu: { words: 'channel.feishu', hint: 'channel.feishuHint', placeholder: 'https://open.feishu.cn/open-apis/bot/v2/hook/…' },
  bark: { words: 'channel.bark', hint: 'channel.barkHint', placeholder: 'https://api.day.app/…' },
  webhook: { words: 'channel.webhook', hint: 'channel.webhookHint', placeholder: 'https://example.com/notices' },
}

/** Whose messages can be signed. */
export const SIGNED: ReadonlySet<ChannelKind> = new Set<ChannelKind>(['dingtalk', 'feishu'])

export const WHO: Readonly<Record<Step['who'], Key>> = { on_duty: 'channel.onDuty', owner: 'channel.owner', supervisors: 'channel.supervisors' }

export const STATES: Readonly<Record<NoticeState, Key>> = { pending: 'channel.pending', delivered: 'channel.delivered', dropped: 'channel.dropped', failed: 'channel.failed' }

export function channelState({ paused, silent_until }: Pick<Channel, 'paused' | 'silent_until'>): string {
  if (paused) {
    return t('channel.paused')
  }
  return silent_until === null ? t('channel.active') : t('channel.silent', { time: exactTime(silent_until) })
}

/** What came of one message. */
export function outcomeWords({ outcome, detail, milliseconds }: { outcome: TriedChannel['outcome'] | null; detail: string | null; milliseconds: number | null }): string {
  switch (outcome) {
    case null:
      return t('webhook.underWay')
    case 'delivered':
      return t('channel.taken', { n: milliseconds ?? 0 })
    case 'refused':
      return t('channel.refused', { why: detail ?? '' })
    case 'throttled':
      return t('channel.throttled', { why: detail ?? '' })
    case 'unreachable':
      return t('channel.unreachable', { why: errorWords(detail ?? '') })
  }
}

/** Before it was sent there is no text. */
export function noticeWords({ purpose, text }: Pick<Notice, 'purpose' | 'text'>): string {
  return text ?? t(purpose === 'self_test' ? 'channel.selfTest' : 'channel.notSentYet')
}

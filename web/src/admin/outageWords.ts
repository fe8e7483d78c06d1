import { exactTime, millisOf } from '@/shared/instant'
import { t, type Key } from '@/shared/i18n/i18n'
import type { ShopPulse } from './adminApi'

const REASON: Readonly<Record<NonNullable<ShopPulse['outage_reason']>, Key>> = {
  down: 'outage.down',
  not_durable: 'outage.notDurable',
  quarantine_full: 'outage.quarantineFull',
  refused: 'outage.refused',
}

export interface OutageWords {
  tone: 'good' | 'warn' | 'bad'
  state: string
  /** What it means for the messages of that time, one line each. */
  lines: string[]
}

/** What an outage of ours may have cost. The server counts; here it is only said. */
export function outageWords(pulse: ShopPulse, now: number): OutageWords {
  const { outage_since, outage_until, outage_reason, at_risk_until, lost_before } = pulse
  const why = t(outage_reason === null ? 'outage.other' : REASON[outage_reason])
  const lost = lost_before === null ? [] : [t('outage.lost', { time: exactTime(lost_before) })]
  if (outage_since !== null) {
    const still = at_risk_until === null ? [] : [t('outage.mendBefore', { time: exactTime(at_risk_until) })]
    return { tone: 'bad', state: t('outage.lasts', { since: exactTime(outage_since), why }), lines: [...still, ...lost] }
  }
  if (outage_until === null) {
    return { tone: 'good', state: t('system.safe'), lines: [] }
  }
  const coming = at_risk_until === null || millisOf(at_risk_until) <= now ? [] : [t('outage.coming', { time: exactTime(at_risk_until) })]
  const tone = lost.length > 0 ? 'bad' : coming.length > 0 ? 'warn' : 'good'
  return { tone, state: t('outage.ended', { time: exactTime(outage_until), why }), lines: [...coming, ...lost] }
}

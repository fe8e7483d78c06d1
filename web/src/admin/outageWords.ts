import { exactTime, millisOf } from '@/shared/instant'
import { t, type Key } from '@/shared/i18n/i18n'
import type { ShopPulse } from './adminApi'

const REASON: Readonly<Record<string, Key>> = {
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
  const { outageSince, outageUntil, outageReason, atRiskUntil, lostBefore } = pulse
  const why = t(REASON[outageReason] ?? 'outage.other')
  const lost = lostBefore === null ? [] : [t('outage.lost', { time: exactTime(lostBefore) })]
  if (outageSince !== null) {
    const still = atRiskUntil === null ? [] : [t('outage.mendBefore', { time: exactTime(atRiskUntil) })]
    return { tone: 'bad', state: t('outage.lasts', { since: exactTime(outageSince), why }), lines: [...still, ...lost] }
  }
  if (outage_until === null) {
    return { tone: 'good', state: t('system.safe'), lines: [] }
  }
  const coming = at_risk_until === null || millisOf(at_risk_until) <= now ? [] : [t('outage.coming', { time: exactTime(at_risk_until) })]
  const tone = lost.length > 0 ? 'bad' : coming.length > 0 ? 'warn' : 'good'
  return { tone, state: t('outage.ended', { time: exactTime(outage_until), why }), lines: [...coming, ...lost] }
}

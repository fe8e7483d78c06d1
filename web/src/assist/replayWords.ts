import { rateWords, spanWords } from '@/shared/figures'
import { t, type Key } from '@/shared/i18n/i18n'
import { failureWords } from './assistantWords'
import type { Replay, Verdict } from './replayApi'

const SECOND_MS = 1_000

export const VERDICTS: Readonly<Record<Verdict, Key>> = {
  usable: 'replay.usable',
  usable_after_change: 'replay.usableAfterChange',
  unusable: 'replay.unusable',
}

const STATES: Readonly<Record<Replay['state'], Key>> = {
  running: 'replay.running',
  done: 'replay.done',
  stopped: 'replay.stopped',
  broken: 'replay.broken',
}

export function stateWords({ state, reason }: Replay): string {
  const why = reason === null ? '' : reason === 'drafts_off' ? t('refused.drafts_off') : failureWords(reason)
  return why === '' ? t(STATES[state]) : `${t(STATES[state])} · ${why}`
}

/** What a replay says of a model, each figure with its name. */
export function figuresOf({ report }: Replay): { name: string; label: string; value: string; more: string }[] {
  const part = (some: number, of: number): string => rateWords(of === 0 ? null : some / of)
  const span = (ms: number | null): string => spanWords(ms === null ? null : ms / SECOND_MS)
  return [
    { name: 'would-send', label: t('replay.wouldSend'), value: part(report.usable, report.judged), more: t('replay.judgedOf', { judged: report.judged, all: report.drafted }) },
    { name: 'after-change', label: t('replay.wouldSendChanged'), value: part(report.usable + report.usable_after_change, report.judged), more: t('replay.unusableOf', { n: report.unusable }) },
    { name: 'marked', label: t('replay.marked'), value: part(report.marked, report.drafted), more: t('replay.promises', { n: report.promises }) },
    { name: 'p95', label: t('replay.p95'), value: span(report.p95_milliseconds), more: t('replay.firstWord', { span: span(report.p95_first_word_milliseconds) }) },
    { name: 'tokens', label: t('replay.tokens'), value: report.counted === 0 ? '–' : String(report.prompt_tokens + report.answer_tokens), more: report.counted === 0 ? t('replay.tokensUnknown') : t('replay.tokensOf', { prompt: report.prompt_tokens, answer: report.answer_tokens, n: report.counted }) },
    { name: 'failed', label: t('replay.failed'), value: String(report.failed), more: report.gone === 0 ? '' : t('replay.gone', { n: report.gone }) },
  ]
}

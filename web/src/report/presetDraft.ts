import { wholeNumber } from '@/assignment/ruleDraft'
import { draftOf as draftOfSpan, settled, writtenOf, type SpanDraft } from '@/hours/span'
import type { Definition, PresetInput } from './reportApi'

/** How long, as a form has it; `none`: as long as it takes. */
export interface Amount {
  number: string
  scale: 'second' | 'minute' | 'none'
}

/** A rule of the team as its form has it. */
export interface PresetDraft {
  name: string
  unit: PresetInput['unit']
  threshold: Amount
  windowOf: PresetInput['window_of']
  window: SpanDraft
  automatic: PresetInput['automatic_answers']
  unanswered: PresetInput['unanswered']
  cap: Amount
  nobody: PresetInput['nobody_on_duty']
}

const MINUTE = 60
const USUAL_SPAN: SpanDraft = { from: '08:00', to: '23:00' }
/** What no server takes: a field that is no number is not the same as none. */
const NO_NUMBER = 0

export function draftOf(preset: Definition): PresetDraft {
  return {
    name: preset.id === null ? '' : preset.names.zh,
    unit: preset.unit,
    threshold: amountOf(preset.threshold_seconds),
    windowOf: preset.window_of,
    window: preset.window_of === 'fixed' && preset.window !== null ? draftOfSpan(preset.window) : USUAL_SPAN,
    automatic: preset.automatic_answers,
    unanswered: preset.unanswered,
    cap: amountOf(preset.cap_seconds),
    nobody: preset.nobody_on_duty,
  }
}

function amountOf(seconds: number | null): Amount {
  if (seconds === null) {
    return { number: '', scale: 'none' }
  }
  return seconds % MINUTE === 0 ? { number: String(seconds / MINUTE), scale: 'minute' } : { number: String(seconds), scale: 'second' }
}

/** What is written badly is sent all the same: the server says what is wrong with it. */
export function inputOf(draft: PresetDraft): PresetInput {
  return {
    name: draft.name,
    unit: draft.unit,
    threshold_seconds: secondsOf(draft.threshold),
    window_of: draft.windowOf,
    window: draft.windowOf === 'fixed' ? writtenOf(settled(draft.window)) : null,
    automatic_answers: draft.automatic,
    unanswered: draft.unanswered,
    cap_seconds: secondsOf(draft.cap),
    nobody_on_duty: draft.nobody,
  }
}

function secondsOf({ number, scale }: Amount): number | null {
  if (scale === 'none') {
    return null
  }
  const whole = wholeNumber(number)
  return Number.isNaN(whole) ? NO_NUMBER : whole * (scale === 'minute' ? MINUTE : 1)
}

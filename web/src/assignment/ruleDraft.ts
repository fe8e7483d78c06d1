import type { Rule, RuleInput } from './assignmentApi'

/** The numbers of a rule, as they are asked for one below the other. */
export const NUMBERS = ['ceiling', 'pull_back_after_seconds', 'away_after_missed', 'idle_minutes'] as const

export type NumberName = (typeof NUMBERS)[number]

/** A rule while somebody changes it: numbers are what was typed. */
export type RuleDraft = Pick<RuleInput, 'mode' | 'prefer_last_agent'> & Readonly<Record<NumberName, string>>

export function draftOf({ mode, prefer_last_agent, ceiling, pull_back_after_seconds, away_after_missed, idle_minutes }: Rule): RuleDraft {
  return {
    mode,
    prefer_last_agent,
    ceiling: String(ceiling),
    pull_back_after_seconds: String(pull_back_after_seconds),
    away_after_missed: String(away_after_missed),
    idle_minutes: String(idle_minutes),
  }
}

/** What is sent: `saved` keeps what this page does not show. */
export function ruleOf(draft: RuleDraft, saved: Rule): RuleInput {
  return {
    mode: draft.mode,
    prefer_last_agent: draft.prefer_last_agent,
    ceiling: wholeNumber(draft.ceiling),
    pull_back_after_seconds: wholeNumber(draft.pull_back_after_seconds),
    away_after_missed: wholeNumber(draft.away_after_missed),
    idle_minutes: wholeNumber(draft.idle_minutes),
    overflow_after_seconds: saved.overflow_after_seconds,
  }
}

/** NaN, which is sent as null and refused, for what is no whole number: an empty field is not 0. Wide digits are digits. */
export function wholeNumber(text: string): number {
  const digits = text.normalize('NFKC').trim()
  return /^-?\d{1,9}$/.test(digits) ? Number(digits) : NaN
}

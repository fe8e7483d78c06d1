import type { Ladder, Step } from './channelApi'

/** A step as it is typed; no channel is the empty word. */
export interface DraftStep {
  key: number
  after: string
  who: Step['who']
  channel: string
}

export interface LadderDraft {
  steps: DraftStep[]
  hoursOnly: boolean
}

export const STEPS_MAX = 10
const AFTER_SECONDS_MAX = 86_400
const AFTER_LAST_SECONDS = 60

let keys = 0

export function draftOf(ladder: Ladder): LadderDraft {
  return { steps: ladder.steps.map(({ after_seconds, who, channel }) => step(String(after_seconds), who, channel ?? '')), hoursOnly: ladder.hours_only }
}

/** One more, a minute after the last. */
export function withStep({ steps, hoursOnly }: LadderDraft): LadderDraft {
  const last = Math.max(0, ...steps.map(({ after }) => secondsOf(after) ?? 0))
  return { steps: [...steps, step(String(Math.min(AFTER_SECONDS_MAX, last + AFTER_LAST_SECONDS)), 'supervisors', steps.at(-1)?.channel ?? '')], hoursOnly }
}

/** As it is sent, by time; null while something typed is no number of seconds. */
export function stepsOf({ steps }: LadderDraft): Step[] | null {
  const read: Step[] = []
  for (const { after, who, channel } of steps) {
    const seconds = secondsOf(after)
    if (seconds === null) {
      return null
    }
    read.push({ after_seconds: seconds, who, channel: channel === '' ? null : channel })
  }
  return read.sort((a, b) => a.after_seconds - b.after_seconds)
}

export function sameSteps(a: readonly Step[], b: readonly Step[]): boolean {
  return a.length === b.length && a.every((one, i) => one.after_seconds === b[i]?.after_seconds && one.who === b[i]?.who && one.channel === b[i]?.channel)
}

function step(after: string, who: Step['who'], channel: string): DraftStep {
  keys += 1
  return { key: keys, after, who, channel }
}

function secondsOf(typed: string): number | null {
  const digits = typed.trim()
  return /^\d{1,5}$/.test(digits) && Number(digits) <= AFTER_SECONDS_MAX ? Number(digits) : null
}

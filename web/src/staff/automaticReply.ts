/** What stands in place of a username beside the answers of a rule. */
const RULE = /^auto:\d+$/

/** What stands there beside what another system has done, by a key of this name. */
const KEY = /^api:(.+)$/

/** Whether an answer was sent by a rule, and not by somebody. */
export function isOfRule(by: string | null): boolean {
  return by !== null && RULE.test(by)
}

/** The name of the key that stands in place of a username; null for people. */
export function keyOf(by: string): string | null {
  return KEY.exec(by)?.[1] ?? null
}

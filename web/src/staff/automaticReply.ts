/** What stands in place of a username beside the answers of a rule. */
const RULE = /^auto:\d+$/

/** Whether an answer was sent by a rule, and not by somebody. */
export function isOfRule(by: string | null): boolean {
  return by !== null && RULE.test(by)
}

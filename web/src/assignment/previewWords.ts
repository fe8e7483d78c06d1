/** Of two numbers of which the smaller is the better one. */
export function differenceOf(now: number | null, before: number | null): 'better' | 'worse' | 'same' {
  if (now === null || before === null || now === before) {
    return 'same'
  }
  return now < before ? 'better' : 'worse'
}

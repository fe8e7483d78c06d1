/** The text to go on with, and the other one where the two cannot become one. */
export interface Merged {
  text: string
  other: string | null
}

/** Brings together what was written here and elsewhere on the same draft. Nothing that somebody wrote is lost by it. */
export function mergeDrafts(base: string, ours: string, theirs: string): Merged {
  if (ours === base) {
    return { text: theirs, other: null }
  }
  if (theirs === base || theirs === ours || theirs === '') {
    return { text: ours, other: null }
  }
  const here = appended(base, ours)
  const there = appended(base, theirs)
  if (here !== null && there !== null && (here.startsWith(there) || there.startsWith(here))) {
    return { text: ours.length > theirs.length ? ours : theirs, other: null }
  }
  if (there !== null && here === null && keepsTheEnd(base, ours)) {
    return { text: ours + there, other: null }
  }
  if (here !== null && there === null && keepsTheEnd(base, theirs)) {
    return { text: theirs + here, other: null }
  }
  return { text: ours, other: theirs }
}

/** What was added behind the base, or null where it was changed in another way. */
function appended(base: string, text: string): string | null {
  return text.startsWith(base) ? text.slice(base.length) : null
}

/** What is appended elsewhere still fits only where the end, which it continues, has stayed. */
function keepsTheEnd(base: string, text: string): boolean {
  return base !== '' && text.endsWith(base.slice(-1))
}

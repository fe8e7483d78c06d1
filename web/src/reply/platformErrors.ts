import type { Key } from '@/shared/i18n/i18n'

/** What an errcode of the platform means for the person who answers, and what to do. */
export interface ErrorWords {
  reason: Key
  advice: Key
}

const SETTINGS = 'error.advice.settings'
const RESEND = 'error.advice.resend'
const EDIT = 'error.advice.edit'
const AGAIN = 'error.advice.again'
const WAIT = 'error.advice.customerFirst'

/** From the platform's pages on sendmsg and on common error codes. */
const WORDS: Readonly<Record<number, ErrorWords>> = {
  [-1]: { reason: 'error.busy', advice: RESEND },
  40001: { reason: 'error.token', advice: SETTINGS },
  40014: { reason: 'error.token', advice: SETTINGS },
  41001: { reason: 'error.token', advice: SETTINGS },
  42001: { reason: 'error.token', advice: SETTINGS },
  45011: { reason: 'error.minuteQuota', advice: 'error.advice.nextMinute' },
  45009: { reason: 'error.dayQuota', advice: 'error.advice.midnight' },
  40164: { reason: 'error.address', advice: 'error.advice.address' },
  45035: { reason: 'error.address', advice: 'error.advice.address' },
  61004: { reason: 'error.address', advice: 'error.advice.address' },
  48001: { reason: 'error.unauthorised', advice: SETTINGS },
  48004: { reason: 'error.forbidden', advice: SETTINGS },
  50001: { reason: 'error.unauthorised', advice: SETTINGS },
  50002: { reason: 'error.customerLimited', advice: 'error.advice.otherWay' },
  40003: { reason: 'error.openId', advice: 'error.advice.otherWay' },
  40013: { reason: 'error.appId', advice: SETTINGS },
  41002: { reason: 'error.appId', advice: SETTINGS },
  40066: { reason: 'error.url', advice: EDIT },
  40097: { reason: 'error.parameter', advice: EDIT },
  44002: { reason: 'error.empty', advice: EDIT },
  45002: { reason: 'error.tooLong', advice: 'error.advice.shorten' },
  47001: { reason: 'error.parameter', advice: EDIT },
  // No answer came from the platform, or the file could not be sent: the words beside it are ours.
  0: { reason: 'error.unheard', advice: AGAIN },
  // A customer that nobody is: nothing was sent.
  1: { reason: 'error.testCustomer', advice: 'error.advice.testCustomer' },
  // HTTP 403 without an errcode.
  403: { reason: 'error.address', advice: 'error.advice.address' },
  87014: { reason: 'error.risky', advice: 'error.advice.reword' },
  45047: { reason: 'error.countUsedUp', advice: WAIT },
  45015: { reason: 'error.windowClosed', advice: WAIT },
  45028: { reason: 'error.dayQuota', advice: 'error.advice.midnight' },
  40004: { reason: 'error.mediaType', advice: 'error.advice.otherFile' },
  40005: { reason: 'error.mediaType', advice: 'error.advice.otherFile' },
  40006: { reason: 'error.mediaSize', advice: 'error.advice.smallerFile' },
  40007: { reason: 'error.mediaGone', advice: AGAIN },
  40009: { reason: 'error.mediaSize', advice: 'error.advice.smallerFile' },
  41005: { reason: 'error.mediaEmpty', advice: 'error.advice.otherFile' },
  41006: { reason: 'error.mediaGone', advice: AGAIN },
  44001: { reason: 'error.mediaEmpty', advice: 'error.advice.otherFile' },
  45001: { reason: 'error.mediaSize', advice: 'error.advice.smallerFile' },
  40035: { reason: 'error.parameter', advice: EDIT },
  44003: { reason: 'error.empty', advice: EDIT },
  44004: { reason: 'error.empty', advice: EDIT },
  45003: { reason: 'error.tooLong', advice: 'error.advice.shorten' },
  47003: { reason: 'error.parameter', advice: EDIT },
  43004: { reason: 'error.customerLimited', advice: 'error.advice.otherWay' },
  40125: { reason: 'error.secret', advice: SETTINGS },
  41004: { reason: 'error.secret', advice: SETTINGS },
  43001: { reason: 'error.request', advice: SETTINGS },
  43002: { reason: 'error.request', advice: SETTINGS },
  43003: { reason: 'error.request', advice: SETTINGS },
}

const UNKNOWN: ErrorWords = { reason: 'error.other', advice: 'error.advice.other' }

export function errorWords(errcode: number | null): ErrorWords {
  return (errcode === null ? undefined : WORDS[errcode]) ?? UNKNOWN
}

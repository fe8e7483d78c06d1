import { t } from './i18n/i18n'

const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400
/** What stands where there is no number. */
const NONE = '–'
const numbers = new Intl.NumberFormat('en-US')
const withDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

export function countWords(count: number): string {
  return numbers.format(count)
}

export function numberWords(number: number): string {
  return withDigit.format(number)
}

/** A part of all as per cent; 100 % is said only when nothing is missing, 0 % only of nothing. */
export function rateWords(rate: number | null): string {
  if (rate === null) {
    return NONE
  }
  const tenths = Math.round(rate * 1_000)
  const honest = rate < 1 && tenths === 1_000 ? 999 : rate > 0 && tenths === 0 ? 1 : tenths
  return `${honest / 10}%`
}

/** A span of time to be read: `4.2 秒`, `34 秒`, `3 分 05 秒`, `1 小时 04 分`. */
export function spanWords(seconds: number | null): string {
  if (seconds === null) {
    return NONE
  }
  if (seconds < MINUTE - 0.5) {
    return t('span.seconds', { s: seconds < 9.95 ? withDigit.format(seconds) : Math.round(seconds) })
  }
  const whole = Math.round(seconds)
  return whole < HOUR ? t('span.minutesSeconds', { m: Math.floor(whole / MINUTE), s: twoDigits(whole % MINUTE) }) : spanToMinute(seconds)
}

/** The same to the minute: `47 分`, `8 小时 24 分`. */
export function spanToMinute(seconds: number): string {
  const minutes = Math.round(seconds / MINUTE)
  return minutes < MINUTE ? t('span.minutes', { m: minutes }) : t('span.hoursMinutes', { h: numbers.format(Math.floor(minutes / MINUTE)), m: twoDigits(minutes % MINUTE) })
}

/** A span that runs, or has little room: `45 秒`, `2:05`, `1:04:09`. */
export function spanDigits(seconds: number): string {
  if (seconds < MINUTE) {
    return t('span.seconds', { s: seconds })
  }
  const parts = seconds < HOUR ? [Math.floor(seconds / MINUTE)] : [Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / MINUTE)]
  return [...parts, seconds % MINUTE].map((part, index) => (index === 0 ? String(part) : twoDigits(part))).join(':')
}

/** By its largest unit alone: `5 分钟`, `3 小时`, `2 天`. */
export function spanRoughly(seconds: number): string {
  if (seconds < HOUR) {
    return t('span.roughMinutes', { n: Math.floor(seconds / MINUTE) })
  }
  return seconds < DAY ? t('span.roughHours', { n: Math.floor(seconds / HOUR) }) : t('span.roughDays', { n: Math.floor(seconds / DAY) })
}

/** A limit as people say it: `3 分钟`, `30 秒`. */
export function limitWords(seconds: number): string {
  return seconds % MINUTE === 0 ? t('span.limitMinutes', { n: seconds / MINUTE }) : t('span.limitSeconds', { n: seconds })
}

export function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

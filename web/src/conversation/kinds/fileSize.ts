const STEP = 1024
const UNITS = ['B', 'KB', 'MB', 'GB'] as const

/** `3.4 MB`; nothing when the size is not known. */
export function fileSize(bytes: number | null): string {
  if (bytes === null || bytes < 0) {
    return ''
  }
  let value = bytes
  let unit = 0
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`
}

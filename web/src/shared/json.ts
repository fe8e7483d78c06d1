/** Reading JSON that somebody else wrote: every look is checked, nothing is believed. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Text, or a whole number written as one; anything else is the empty string. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : Number.isSafeInteger(value) ? String(value) : ''
}

export function asTextOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

export function asNumberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function asTexts(value: unknown): string[] {
  return asArray(value).filter((entry) => typeof entry === 'string')
}

/**
 * Whose page this is. What is kept in the browser, shared between its tabs or sent to the server belongs to this
 * account; null until somebody has logged in.
 */
let current: string | null = null

export function account(): string | null {
  return current
}

export function setAccount(username: string | null): void {
  current = username
}

/** The header that tells the server whom a request is meant for: another tab may have logged in as somebody else. */
export function accountHeader(): Record<string, string> {
  return current === null ? {} : { 'X-Xiaoer-Account': encodeURIComponent(current) }
}

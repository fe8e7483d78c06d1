import { asObject, asText, type JsonObject } from './json'

/** Every way a request can end. A caller must look at each; nothing is thrown. */
export type Reply<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'signed-out' }
  | { kind: 'throttled'; afterSeconds: number }
  | { kind: 'refused'; status: number; reason: string; detail: string; about: JsonObject }
  | { kind: 'unreachable' }

/** A request that hangs longer is given up as unreachable; the platform's own patience is five seconds. */
const REQUEST_MS = 15_000
const THROTTLED_SECONDS_DEFAULT = 30

interface Request<T> {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  decode: (json: unknown) => T
}

export type Http = <T>(path: string, request: Request<T>) => Promise<Reply<T>>

let onSignedOut: () => void = () => undefined

/** What happens when any request finds the session ended. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener
}

export const http: Http = async (path, { method = 'GET', body, decode }) => {
  let response: Response
  let json: unknown
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { Accept: 'application/json, application/problem+json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_MS),
    })
    json = await jsonOf(response)
  } catch {
    return { kind: 'unreachable' }
  }
  if (response.ok) {
    return { kind: 'ok', value: decode(json) }
  }
  return failure(response.status, json, response.headers.get('Retry-After'))
}

/** What an answer other than a success means; the same for every way of asking. */
export function failure(status: number, json: unknown, retryAfterHeader: string | null): Exclude<Reply<never>, { kind: 'ok' }> {
  switch (status) {
    case 401:
      onSignedOut()
      return { kind: 'signed-out' }
    case 429:
      return { kind: 'throttled', afterSeconds: retryAfter(retryAfterHeader) }
    default: {
      if (status >= 500) {
        return { kind: 'unreachable' } // A server or proxy in trouble: the same request may work in a moment.
      }
      const about = asObject(json)
      return { kind: 'refused', status, reason: asText(about['reason']), detail: asText(about['detail']), about }
    }
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') {
    return null
  }
  try {
    return JSON.parse(text)
  } catch {
    if (response.ok) {
      throw new SyntaxError('a successful answer that is not JSON') // Somebody between us and the server answers for it.
    }
    return null
  }
}

function retryAfter(header: string | null): number {
  const seconds = Number(header ?? NaN)
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : THROTTLED_SECONDS_DEFAULT
}

export function nothing(): undefined {
  return undefined
}

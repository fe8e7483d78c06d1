import { accountHeader } from './account'
import { eventReader } from './events'
import { asObject, asText, type JsonObject } from './json'
import type { components, paths } from './schema'

/** The shapes of the server's description, by their names there. */
export type Schemas = components['schemas']

/** Every way a request can end. A caller must look at each; nothing is thrown. */
export type Reply<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'signed-out'; /** Where nobody can log in yet. */ noAccountYet?: true }
  | { kind: 'throttled'; afterSeconds: number; reason: string }
  | { kind: 'refused'; status: number; reason: string; detail: string; about: JsonObject }
  | { kind: 'unreachable'; reason?: string }

/** A request that hangs longer is given up as unreachable; the platform's own patience is five seconds. */
const REQUEST_MS = 15_000
const THROTTLED_SECONDS_DEFAULT = 30

let onSignedOut: () => void = () => undefined
let onSecondFactorNeeded: () => void = () => undefined
let onOtherAccount: () => void = () => undefined

/** What happens when any request finds the session ended. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener
}

/** What happens when the server asks for a second factor before anything else. */
export function whenSecondFactorNeeded(listener: () => void): void {
  onSecondFactorNeeded = listener
}

/** What happens when the browser has logged in as somebody else since this page was opened. */
export function whenOtherAccount(listener: () => void): void {
  onOtherAccount = listener
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type PathOf<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths]
type Succeeded = 200 | 201 | 202 | 204
type Json<Response> = Response extends { content: { 'application/json': infer Value } } ? Value : undefined
/** What the server answers when it agrees; undefined where it says no more than that. */
type Answer<Operation> = Operation extends { responses: infer Responses } ? { [Status in keyof Responses & Succeeded]: Json<Responses[Status]> }[keyof Responses & Succeeded] : never
type InPath<Operation> = Operation extends { parameters: { path: infer Names } } ? { path: Names } : unknown
type InQuery<Operation> = Operation extends { parameters: { query?: infer Names } } ? { query?: Names } : unknown
type Body<Operation> = Operation extends { requestBody: { content: { 'application/json': infer Value } } } ? { body: Value } : unknown
type Asked<Operation> = InPath<Operation> & InQuery<Operation> & Body<Operation> & { /** For what may take the server long. */ withinMs?: number }

/**
 * One operation of the server's description. The compiler holds path, parameters and bodies to it; at run time nothing
 * is checked again, for the server is held to the same description by its own tests.
 */
export async function request<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...[asked]: object extends Asked<paths[P][M]> ? [asked?: Asked<paths[P][M]>] : [asked: Asked<paths[P][M]>]
): Promise<Reply<Answer<paths[P][M]>>> {
  const { path: names = {}, query = {}, body, withinMs = REQUEST_MS } = (asked ?? {}) as { path?: Record<string, string>; query?: Record<string, unknown>; body?: unknown; withinMs?: number }
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ''))
  let response: Response
  let json: unknown
  try {
    response = await fetch(address + queryOf(query), {
      method: method.toUpperCase(),
      credentials: 'same-origin',
      headers: { Accept: 'application/json, application/problem+json', ...accountHeader(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(withinMs),
    })
    json = await jsonOf(response)
  } catch {
    return { kind: 'unreachable' }
  }
  if (response.ok) {
    return { kind: 'ok', value: json as Answer<paths[P][M]> }
  }
  return failure(response.status, json, response.headers.get('Retry-After'))
}

/** A draft takes half a minute at most, and its way here a moment. */
const STREAM_MS = 45_000

/** An answer that comes as events; each is given as it comes, and what is refused is refused as everywhere. */
export async function streamed<P extends PathOf<'post'>>(path: P, names: Record<string, string>, signal: AbortSignal, heard: (name: string, data: JsonObject) => void, body?: JsonObject): Promise<Reply<undefined>> {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ''))
  try {
    const response = await fetch(address, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { Accept: 'text/event-stream, application/problem+json', ...accountHeader(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(STREAM_MS)]),
    })
    if (!response.ok || response.body === null) {
      return failure(response.status, await jsonOf(response), response.headers.get('Retry-After'))
    }
    const read = eventReader()
    const decoder = new TextDecoder()
    const reader = response.body.getReader()
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      read(decoder.decode(piece.value, { stream: true })).forEach(({ name, data }) => heard(name, data))
    }
    return { kind: 'ok', value: undefined }
  } catch {
    return { kind: 'unreachable' }
  }
}

function queryOf(query: Record<string, unknown>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      parameters.set(name, String(value))
    }
  }
  return parameters.size === 0 ? '' : `?${parameters}`
}

/** The same reply with what the caller wants of it. */
export async function mapped<A, B>(asked: Promise<Reply<A>>, read: (value: A) => B): Promise<Reply<B>> {
  const reply = await asked
  return reply.kind === 'ok' ? { kind: 'ok', value: read(reply.value) } : reply
}

/** What an answer other than a success means; the same for every way of asking. */
export function failure(status: number, json: unknown, retryAfterHeader: string | null): Exclude<Reply<never>, { kind: 'ok' }> {
  switch (status) {
    case 401: {
      const reason = asText(asObject(json)['reason'])
      if (reason === 'other_account') {
        onOtherAccount()
      } else {
        onSignedOut()
      }
      return reason === 'no_account_yet' ? { kind: 'signed-out', noAccountYet: true } : { kind: 'signed-out' }
    }
    case 429:
      return { kind: 'throttled', afterSeconds: retryAfter(retryAfterHeader), reason: asText(asObject(json)['reason']) }
    default: {
      if (status >= 500) {
        return { kind: 'unreachable', reason: asText(asObject(json)['reason']) } // The same request may work in a moment.
      }
      const about = asObject(json)
      if (asText(about['reason']) === 'second_factor_needed') {
        onSecondFactorNeeded()
      }
      return { kind: 'refused', status, reason: asText(about['reason']) || `HTTP ${status}`, detail: asText(about['detail']), about }
    }
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') {
    return undefined
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

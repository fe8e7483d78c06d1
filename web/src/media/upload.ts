import { accountHeader } from '@/shared/account'
import { failure, type Reply, type Schemas } from '@/shared/http'

export type Uploaded = Schemas['BroughtMedium']

/** The platform takes no more. */
export const UPLOAD_BYTES_MAX = 30 * 1024 * 1024
/** A line that moves nothing for so long is dead. */
const STALLED_MS = 30_000

export interface Upload {
  done: Promise<Reply<Uploaded>>
  cancel(): void
}

/** fetch() does not tell how much of a body has left; this does. */
export function upload(file: Blob, name: string, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest()
  let stalled: ReturnType<typeof setTimeout> | undefined
  const watch = (): void => {
    clearTimeout(stalled)
    stalled = setTimeout(() => request.abort(), STALLED_MS)
  }
  const done = new Promise<Reply<Uploaded>>((resolve) => {
    request.open('POST', '/api/v1/media')
    request.setRequestHeader('Accept', 'application/json, application/problem+json')
    Object.entries(accountHeader()).forEach(([header, value]) => request.setRequestHeader(header, value))
    request.upload.onprogress = (event) => {
      watch()
      onProgress(event.lengthComputable && event.total > 0 ? event.loaded / event.total : 0)
    }
    request.onload = () => resolve(answerOf(request))
    request.onerror = () => resolve({ kind: 'unreachable' })
    request.onabort = () => resolve({ kind: 'unreachable' })
    const form = new FormData()
    form.append('file', file, name)
    watch()
    request.send(form)
  }).finally(() => clearTimeout(stalled))
  return { done, cancel: () => request.abort() }
}

function answerOf(request: XMLHttpRequest): Reply<Uploaded> {
  const json = parsed(request.responseText)
  if (request.status === 201 && json !== null) {
    return { kind: 'ok', value: json as Uploaded }
  }
  return failure(request.status, json, request.getResponseHeader('Retry-After'))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

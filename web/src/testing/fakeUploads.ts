import { vi } from 'vitest'
import type { Uploaded } from '@/media/upload'

/** The browser's uploads, each ended by hand. */
export function fakeUploads(): { end: (index: number, status?: number) => void; count: () => number } {
  const requests: FakeRequest[] = []

  class FakeRequest {
    readonly upload: { onprogress: ((event: ProgressEvent) => void) | null } = { onprogress: null }
    onload: (() => void) | null = null
    onerror: (() => void) | null = null
    onabort: (() => void) | null = null
    status = 0
    responseText = ''
    readonly open = vi.fn()
    readonly setRequestHeader = vi.fn()
    readonly getResponseHeader = vi.fn(() => null)
    send(): void {
      requests.push(this)
    }
    abort(): void {
      this.onabort?.()
    }
  }

  vi.stubGlobal('XMLHttpRequest', FakeRequest)
  return {
    end(index, status = 201) {
      const request = requests[index]
      if (request === undefined) {
        throw new Error(`no upload ${index}`)
      }
      request.status = status
      request.responseText = JSON.stringify({ media_id: `M${index}`, kind: 'file', state: 'stored', url: `/api/v1/media/M${index}`, thumbnail_url: null, content_type: 'text/plain', size: 1, name: `${index}.txt`, width: null, height: null } satisfies Uploaded)
      request.onload?.()
    },
    count: () => requests.length,
  }
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { download, nameOf } from './download'
import { t } from './i18n/i18n'
import { toast } from './toast'

vi.mock('./toast', () => ({ toast: vi.fn(), toastTrouble: vi.fn() }))

const clicked = vi.fn()

beforeEach(() => {
  clicked.mockClear()
  vi.mocked(toast).mockClear()
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    clicked(this.download)
  })
  URL.createObjectURL = () => 'blob:x'
  URL.revokeObjectURL = () => undefined
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function answers(response: Response): void {
  vi.stubGlobal('fetch', () => Promise.resolve(response))
}

describe('a download', () => {
  it('is saved under the name that the server gave', async () => {
    answers(new Response('a,b', { headers: { 'Content-Disposition': 'attachment; filename="xiaoer-messages.csv"' } }))
    await download('/api/v1/export')
    expect(clicked).toHaveBeenCalledWith('xiaoer-messages.csv')
  })

  it('that is refused as another one runs says so, and saves nothing', async () => {
    answers(new Response('{"reason":"export_running"}', { status: 429 }))
    await download('/api/v1/export')
    expect(toast).toHaveBeenCalledWith(t('export.running'), 'warning')
    expect(clicked).not.toHaveBeenCalled()
  })

  it('that breaks off says so, and saves nothing', async () => {
    answers(new Response(new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) })))
    await download('/api/v1/export')
    expect(toast).toHaveBeenCalledWith(t('export.broken'), 'error')
    expect(clicked).not.toHaveBeenCalled()
  })

  it('has a name in any case', () => {
    expect(nameOf(null)).toBe('export')
  })
})

import { failure } from './http'
import { t } from './i18n/i18n'
import { asObject, asText } from './json'
import { refusedWords } from './refusals'
import { toast, toastTrouble } from './toast'

/** As long as a browser may need to begin to save it. */
const KEPT_MS = 60_000

/**
 * Fetches a file and has the browser save it. A link could do that too, but a refusal would be a failed download
 * without a word, and a file that broke off is not told from a whole one in every browser.
 */
export async function download(path: string, accept = '*/*'): Promise<void> {
  toast(t('export.begun'))
  let response: Response
  let file: Blob
  try {
    response = await fetch(path, { credentials: 'same-origin', headers: { Accept: accept } })
    if (response.ok) {
      file = await response.blob()
    } else {
      refuse(response, await response.text())
      return
    }
  } catch {
    toast(t('export.broken'), 'error')
    return
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = nameOf(response.headers.get('Content-Disposition'))
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}

function refuse(response: Response, text: string): void {
  const about = asObject(parsed(text))
  const reason = asText(about['reason'])
  if (response.status === 429 && reason.includes('report')) {
    toast(refusedWords(reason, about), 'warning')
  } else if (response.status === 429) {
    toast(t(reason === 'exports_busy' ? 'export.busy' : 'export.running'), 'warning')
  } else {
    toastTrouble(failure(response.status, about, response.headers.get('Retry-After')))
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function nameOf(disposition: string | null): string {
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? 'export'
}

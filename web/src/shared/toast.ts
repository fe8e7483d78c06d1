import { ElMessage } from 'element-plus'
import { h } from 'vue'
import type { Reply } from './http'
import { t } from './i18n/i18n'
import { refusedWords } from './refusals'
import UndoToast from './UndoToast.vue'

/** Long enough to see that it was a mistake. */
const UNDO_MS = 8_000

/** One line that goes away by itself; the same line twice is shown once. */
export function toast(message: string, type: 'success' | 'warning' | 'error' | 'info' = 'info'): void {
  ElMessage({ type, message, grouping: true })
}

/** What was done, with the way back for some seconds. */
export function undoToast(words: string, undo: () => void): void {
  const shown = ElMessage({
    type: 'success',
    duration: UNDO_MS,
    message: h(UndoToast, {
      words,
      onUndo: () => {
        shown.close()
        undo()
      },
    }),
  })
}

/** Why something that was asked for did not happen. */
export function toastTrouble(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): void {
  toast(troubleWords(reply), 'error')
}

export function troubleWords(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): string {
  switch (reply.kind) {
    case 'refused':
      return refusedWords(reply.reason, reply.about)
    case 'throttled':
      return t('trouble.throttled', { n: reply.afterSeconds })
    case 'signed-out':
      return t('trouble.signedOut')
    case 'unreachable':
      return reply.reason ? refusedWords(reply.reason, {}) : t('trouble.unreachable') // A proxy in trouble gives no reason.
  }
}

import type { Reply } from '@/shared/http'
import { t } from '@/shared/i18n/i18n'
import { troubleWords } from '@/shared/toast'

/** Why a code was not taken. */
export function codeTrouble(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): string {
  return reply.kind === 'throttled' ? t('login.throttled', { n: reply.afterSeconds }) : troubleWords(reply)
}

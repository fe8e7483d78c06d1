import type { Reply } from '@/shared/http'
import { t } from '@/shared/i18n/i18n'
import { asText } from '@/shared/json'
import { troubleWords } from '@/shared/toast'

type Trouble = Exclude<Reply<unknown>, { kind: 'ok' }>

/** Why a conversation did not change hands. */
export function careTrouble(reply: Trouble, nameOf: (username: string) => string): string {
  if (reply.kind !== 'refused') {
    return troubleWords(reply)
  }
  switch (reply.reason) {
    case 'taken':
      return takenWords(asText(reply.about['assignee']), nameOf)
    case 'cannot_serve':
      return t('care.cannotServe')
    case 'is_offline':
      return t('care.isOffline')
    case 'supervisor_only':
      return t('care.supervisorOnly')
    default:
      return troubleWords(reply)
  }
}

/** Somebody has it by now; empty: nobody. */
export function takenWords(by: string, nameOf: (username: string) => string): string {
  return by === '' ? t('care.takenByNobody') : t('care.takenBy', { name: nameOf(by) })
}

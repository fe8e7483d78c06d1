import type { Conversation } from '@/conversation/conversation'
import { customerName } from '@/conversation/customer/customerName'
import { previewWords } from '@/conversation/previewWords'
import { listed, t, type Key } from '@/shared/i18n/i18n'
import type { Notice } from '@/settings/settings'
import type { Told } from './noticeStore'

const TITLE: Readonly<Record<Notice, Key>> = { new: 'notice.new', assigned: 'notice.assigned', overdue: 'notice.overdue', transfer: 'notice.transferUnnamed' }
const SEVERAL: Readonly<Record<Notice, Key>> = { new: 'notice.newSeveral', assigned: 'notice.assignedSeveral', overdue: 'notice.overdueSeveral', transfer: 'notice.transferSeveral' }

/** One merged line, however many it tells of. */
export function noticeWords(told: Told, get: (id: string) => Conversation | null): { title: string; text: string } {
  const known = told.conversationIds.flatMap((id) => get(id) ?? [])
  const latest = known.at(-1)
  const names = listed(known.map((one) => customerName(one)))
  if (told.kind === 'transfer' && known.length === 1 && latest !== undefined && latest.handed_over !== null) {
    const { name, note } = latest.handed_over
    return { title: t('notice.transfer', { by: name, name: names }), text: note || (latest.last_message === null ? '' : previewWords(latest.last_message)) }
  }
  if (known.length === 1 && latest !== undefined) {
    return { title: t(TITLE[told.kind], { name: names }), text: latest.last_message === null ? '' : previewWords(latest.last_message) }
  }
  return { title: t(SEVERAL[told.kind], { n: told.conversationIds.length }), text: names }
}

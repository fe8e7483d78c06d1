import { fileSize } from '@/conversation/kinds/fileSize'
import { listed, t, type Key } from '@/shared/i18n/i18n'
import type { RetentionKind, RetentionPart, RetentionPreview } from './retentionApi'

const KINDS: Readonly<Record<RetentionKind, Key>> = {
  messages: 'retention.messages',
  files: 'retention.files',
  audit: 'retention.audit',
}

const PARTS: Readonly<Record<RetentionPart, Key>> = {
  log: 'retention.logCount',
  conversations: 'retention.messageCount',
  files: 'retention.fileCount',
  audit: 'retention.auditCount',
}

const HOLDERS: Readonly<Record<RetentionPreview['holding'][number]['name'], Key>> = {
  readers: 'retention.held.readers',
  files: 'retention.held.files',
  webhooks: 'retention.held.webhooks',
  kafka: 'retention.held.kafka',
}

export const KIND_ORDER: readonly RetentionKind[] = ['messages', 'files', 'audit']

export function kindWords(kind: RetentionKind): string {
  return t(KINDS[kind])
}

export function keptWords(days: number | null): string {
  return days === null ? t('retention.forever') : t('retention.days', { n: days })
}

/** How much of one part; a newer server may know one that this page has no words for. */
export function partWords(part: string, count: number): string {
  return isPart(part) ? t(PARTS[part], { n: count }) : `${part} ${count}`
}

export function partsWords(parts: readonly { part: RetentionPart; count: number; bytes: number }[]): string {
  const some = parts.filter(({ count }) => count > 0)
  return some.length === 0 ? t('retention.nothing') : listed(some.map(({ part, count, bytes }) => `${partWords(part, count)}（${fileSize(bytes)}）`))
}

export function holderWords(name: RetentionPreview['holding'][number]['name']): string {
  return t(HOLDERS[name] ?? 'retention.held.readers')
}

const RULES = /^messages (for ever|\d+ days), files (for ever|\d+ days), audit (for ever|\d+ days)$/

/** What the audit log says of rules and sweeps, in the reader's language; undefined for what is neither. */
export function noted(words: string): string | undefined {
  const rules = RULES.exec(words)
  if (rules !== null) {
    return listed(KIND_ORDER.map((kind, index) => `${kindWords(kind)} ${keptWords(daysOf(rules[index + 1]))}`))
  }
  const counts = words.replace(/^deletes /, '')
  if (words === 'deletes nothing') {
    return t('retention.nothing')
  }
  const parts = counts.split(', ').map((part) => /^(\w+) (\d+)$/.exec(part))
  return parts.every((part) => part !== null && isPart(part[1])) ? listed(parts.map((part) => partWords(part?.[1] ?? '', Number(part?.[2])))) : undefined
}

function daysOf(written: string | undefined): number | null {
  return written === undefined || written === 'for ever' ? null : Number.parseInt(written, 10)
}

function isPart(part: string | undefined): part is RetentionPart {
  return part !== undefined && Object.hasOwn(PARTS, part)
}

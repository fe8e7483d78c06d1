import { spanRoughly } from '@/shared/figures'
import { has, t } from '@/shared/i18n/i18n'
import { millisOf } from '@/shared/instant'
import type { AfterSalesCase } from './afterSalesApi'

/** The merchant's side of the platform: what is to be done is done there. */
export const WORKBENCH = 'https://store.weixin.qq.com/'

/** The status in plain words; as it came where it is not a published one. */
export function statusWords({ status }: Pick<AfterSalesCase, 'status'>): string {
  const key = `afterSales.status.${status}`
  return has(key) ? t(key) : t('afterSales.unknownStatus', { status })
}

/** What somebody of the shop has to do now; empty when it is not their turn. */
export function toDoWords({ status, turn }: Pick<AfterSalesCase, 'status' | 'turn'>): string {
  switch (turn) {
    case 'merchant': {
      const key = `afterSales.toDo.${status}`
      return has(key) ? t(key) : ''
    }
    case 'unknown':
      return t('afterSales.toDo.unknown')
    case 'customer':
    case 'platform':
    case 'over':
      return ''
  }
}

/** How long it has been so. */
export function sinceWords({ since }: Pick<AfterSalesCase, 'since'>, nowMillis: number): string {
  return t('afterSales.since', { span: spanRoughly(Math.max(0, (nowMillis - millisOf(since)) / 1_000)) })
}

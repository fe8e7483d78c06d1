import { beforeEach, describe, expect, it } from 'vitest'
import { speak } from '@/shared/i18n/i18n'
import { standingWords } from './standingWords'

beforeEach(() => speak('zh-CN'))

describe('how a shop stands with the platform', () => {
  it('is not worth a word while it is open', () => {
    expect(standingWords({ id: 'main', name: '山月茶铺', standing: null })).toBe('')
  })

  it('names the shop and since when it is closing', () => {
    expect(standingWords({ id: 'main', name: '山月茶铺', standing: { state: 'closing', since: '2026-11-30T13:00:00Z' } })).toMatch(/^山月茶铺正在平台办理关店（.*21:00.*起）/)
  })

  it('has the id where there is no name', () => {
    expect(standingWords({ id: 'main', name: '', standing: { state: 'closed', since: '2026-11-30T13:00:00Z' } })).toMatch(/^main已在平台注销/)
  })
})

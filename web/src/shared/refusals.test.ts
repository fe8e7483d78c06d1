import { describe, expect, it } from 'vitest'
import { failure } from './http'
import { speak, t } from './i18n/i18n'
import { fieldsRefused, refusedWords } from './refusals'
import { troubleWords } from './toast'

const HAN = /\p{Script=Han}/u

describe('what the server refuses', () => {
  it('is said in the words of the page, and never with the sentence of the server', async () => {
    await speak('zh-CN')
    const about = { detail: 'The database does not answer.', reason: 'database_unavailable' }
    expect(refusedWords('database_unavailable', about)).toMatch(HAN)
    expect(refusedWords('database_unavailable', about)).not.toContain('database')
  })

  it('is said too where the server is in trouble, and a proxy without a reason is only out of reach', async () => {
    await speak('zh-CN')
    expect(troubleWords(failure(503, { reason: 'database_unavailable' }, null))).toBe(t('refused.database_unavailable'))
    expect(troubleWords(failure(502, null, null))).toBe(t('trouble.unreachable'))
  })

  it('names the field and the numbers of its rule', async () => {
    await speak('zh-CN')
    const about = { detail: 'q: at most 200 characters', errors: [{ field: 'q', reason: 'too_long', max: 200 }] }
    expect(refusedWords('too_long', about)).toBe('搜索内容最多 200 个字。')
    await speak('en')
    expect(refusedWords('too_long', about)).toBe('The search text: at most 200 characters.')
  })

  it('names the field of an entry of a list as that of any other', async () => {
    await speak('zh-CN')
    expect(fieldsRefused({ errors: [{ field: 'exceptions[3].date', reason: 'twice' }] })).toEqual({ 'exceptions[3].date': '日期重复。' })
  })

  it('lists every wrong field of a form', async () => {
    await speak('zh-CN')
    const about = { errors: [{ field: 'token', reason: 'bad_token' }, { field: 'encoding_aes_key', reason: 'bad_encoding_aes_key' }] }
    expect(Object.keys(fieldsRefused(about))).toEqual(['token', 'encoding_aes_key'])
    expect(refusedWords('invalid', about)).toContain(fieldsRefused(about)['token'])
    expect(refusedWords('invalid', about)).toContain('43')
  })

  it('shows at least the reason of a newer server', async () => {
    await speak('zh-CN')
    expect(refusedWords('brand_new_reason', {})).toBe('服务器没有接受（brand_new_reason）。')
  })
})

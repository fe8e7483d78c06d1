import { describe, expect, it } from 'vitest'
import type { Assistant } from './assistantApi'
import { formOf, hostOf, wishOf } from './assistantForm'

const SAVED: Assistant = { enabled: true, base_url: 'https://api.deepseek.com/v1', host: 'api.deepseek.com', model: 'deepseek-chat', has_api_key: true, mask_personal_data: true, daily_limit: 1000, asked_today: 0, changed_at: null, changed_by: null }

describe('the form of the model', () => {
  it('leaves the key as it is until one is typed', () => {
    expect('api_key' in wishOf(formOf(SAVED))).toBe(false)
    expect(wishOf({ ...formOf(SAVED), key: ' sk-new ' }).api_key).toBe('sk-new')
  })
  it('can take the key away', () => {
    expect(wishOf({ ...formOf(SAVED), keyRemoved: true }).api_key).toBeNull()
    expect(wishOf({ ...formOf(SAVED), keyRemoved: true, key: 'sk-new' }).api_key).toBe('sk-new')
  })
  it('names the host that would be given the text, also before it is saved', () => {
    expect(hostOf('http://127.0.0.1:11434/v1')).toBe('127.0.0.1:11434')
    expect(hostOf(' https://api.deepseek.com/v1')).toBe('api.deepseek.com')
    expect(hostOf('deepseek')).toBeNull()
    expect(hostOf('')).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { Rule } from './replyApi'
import { draftOf, inputOf, switched, wordsOf } from './ruleDraft'

const RULE: Rule = {
  id: '3',
  name: '发货',
  shop: null,
  trigger: 'keyword',
  keywords: { any: ['发货', '多久到'], all: ['亲'], none: ['投诉'], regex: null },
  when: 'always',
  reply: { type: 'text', text: { content: '48 小时内发货' } },
  per_customer: 'day',
  enabled: true,
  revision: 7,
  changed_at: '2026-11-23T08:00:00Z',
  changed_by: 'li',
  warnings: [],
}

describe('the form of a rule', () => {
  it('gives back what it was given', () => {
    const input = inputOf(draftOf(RULE, null), RULE)
    expect(RULE).toMatchObject(input)
    expect(Object.keys(input)).toHaveLength(9)
  })

  it('reads words between commas and lines, each once', () => {
    expect(wordsOf('发货，多久到, 多久到\n 什么 时候 、')).toEqual(['发货', '多久到', '什么 时候'])
  })

  it('is switched with nothing else changed', () => {
    expect(switched(RULE, false)).toMatchObject({ enabled: false, name: '发货', keywords: RULE.keywords, revision: 7 })
  })

  it('has all that must be said, what must not be, and patterns', () => {
    const draft = { ...draftOf(null, null), trigger: 'keyword' as const, any: '发货', all: '什么, 时候', none: '投诉', regex: ' 几天 ' }
    expect(inputOf(draft, null).keywords).toEqual({ any: ['发货'], all: ['什么', '时候'], none: ['投诉'], regex: '几天' })
  })

  it('begins for the one shop of whoever sees one only', () => {
    expect(inputOf(draftOf(null, 'main'), null)).toMatchObject({ shop: 'main', trigger: 'welcome', when: 'always', per_customer: 'day' })
  })
})

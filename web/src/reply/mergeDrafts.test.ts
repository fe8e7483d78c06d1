import { describe, expect, it } from 'vitest'
import { mergeDrafts } from './mergeDrafts'

const CASES: readonly [what: string, base: string, ours: string, theirs: string, text: string, other: string | null][] = [
  ['untouched here takes what was written elsewhere', '您好', '您好', '您好，在的', '您好，在的', null],
  ['untouched here is emptied with the other one', '您好', '您好', '', '', null],
  ['an empty composer that was never written in takes the other one', '', '', '在的', '在的', null],
  ['untouched elsewhere stays as it is here', '您好', '您好呀', '您好', '您好呀', null],
  ['the same on both sides is no question', '您好', '在的', '在的', '在的', null],
  ['emptied elsewhere leaves nothing to choose', '您好', '您好，在的', '', '您好，在的', null],
  ['the longer of two that continue each other', '您', '您好', '您好，在的', '您好，在的', null],
  ['appended elsewhere, changed before its end here', '您好，在的', '您好呀，在的', '您好，在的，请讲', '您好呀，在的，请讲', null],
  ['appended here, changed before its end elsewhere', '您好，在的', '您好，在的，请讲', '您好呀，在的', '您好呀，在的，请讲', null],
  ['appended on both sides', '您好', '您好，在的', '您好，稍等', '您好，在的', '您好，稍等'],
  ['begun on both sides', '', '在的', '稍等', '在的', '稍等'],
  ['appended elsewhere, written anew here', '您好，在的', '稍等', '您好，在的，请讲', '稍等', '您好，在的，请讲'],
  ['sent here, continued elsewhere', '您好', '', '您好，在的', '', '您好，在的'],
]

describe('two versions of a draft', () => {
  it.each(CASES)('%s', (_, base, ours, theirs, text, other) => {
    expect(mergeDrafts(base, ours, theirs)).toEqual({ text, other })
  })
})

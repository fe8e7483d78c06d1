import { describe, expect, it } from 'vitest'
import { withEmotes } from './emotes'

describe('withEmotes', () => {
  it('draws the faces of WeChat that customers write by name', () => {
    expect(withEmotes('谢谢[捂脸][强]，[OK]')).toBe('谢谢🤦👍，👌')
  })

  it('leaves anything else in brackets as it was written', () => {
    expect(withEmotes('[红色] [constructor] [] [[捂脸]] arr[0]')).toBe('[红色] [constructor] [] [🤦] arr[0]')
  })
})

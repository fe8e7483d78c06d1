import { describe, expect, it } from 'vitest'
import { EMPTY_QUERY, instants, parameters, piecesOf } from './findApi'

describe('a snippet', () => {
  it('is cut where something was found', () => {
    expect(piecesOf('白茶还有货吗，白茶', [[0, 2], [7, 9]])).toEqual([
      { text: '白茶', found: true },
      { text: '还有货吗，', found: false },
      { text: '白茶', found: true },
    ])
  })
  it('loses no letter to marks that make no sense', () => {
    expect(piecesOf('白茶', [[1, 9], [-1, 1], [1, 1]]).map((piece) => piece.text).join('')).toBe('白茶')
  })
})

describe('a query', () => {
  it('asks for days as they are in Shanghai, the last one included', () => {
    expect(instants({ ...EMPTY_QUERY, from: '2026-11-23', to: '2026-11-23' })).toMatchObject({ from: '2026-11-22T16:00:00.000Z', to: '2026-11-23T16:00:00.000Z' })
    expect(instants(EMPTY_QUERY)).toEqual(EMPTY_QUERY)
  })
  it('asks only for what is not empty', () => {
    expect(String(parameters({ ...EMPTY_QUERY, q: 'a b', direction: 'in' }))).toBe('q=a+b&direction=in')
  })
})

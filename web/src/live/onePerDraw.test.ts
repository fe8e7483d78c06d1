import { beforeEach, describe, expect, it } from 'vitest'
import { onePerDraw } from './onePerDraw'

let done: string[][]
let draws: (() => void)[]

beforeEach(() => {
  done = []
  draws = []
})

function draw(): void {
  const all = draws
  draws = []
  all.forEach((then) => then())
}

function gathering() {
  return onePerDraw<string>((items) => done.push([...items]), (then) => draws.push(then))
}

describe('work for a page that draws', () => {
  it('is done at once when nothing is being drawn', () => {
    const work = gathering()
    work.add('a')
    expect(done).toEqual([['a']])
    draw()
    work.add('b')
    expect(done).toEqual([['a'], ['b']])
  })

  it('waits while something is being drawn, and is done together and in order', () => {
    const work = gathering()
    work.add('a')
    work.add('b')
    work.add('c')
    expect(done).toEqual([['a']])
    draw()
    expect(done).toEqual([['a'], ['b', 'c']])
    work.add('d')
    draw()
    expect(done).toEqual([['a'], ['b', 'c'], ['d']])
  })

  it('goes on behind work that fails', () => {
    const work = onePerDraw<string>(
      (items) => {
        done.push([...items])
        throw new Error('as ordered')
      },
      (then) => draws.push(then),
    )
    expect(() => work.add('a')).toThrow('as ordered')
    work.add('b')
    expect(() => draw()).toThrow('as ordered')
    expect(done).toEqual([['a'], ['b']])
  })

  it('is forgotten when there is nobody to see it', () => {
    const work = gathering()
    work.add('a')
    work.add('b')
    work.clear()
    draw()
    expect(done).toEqual([['a']])
  })
})

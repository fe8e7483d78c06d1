import { expect, it } from 'vitest'
import { message } from '@/testing/fixtures'
import { openQuestion } from './openQuestion'

const asked = message({ id: '1', direction: 'in', origin: 'customer' })
const answered = message({ id: '2', direction: 'out', origin: 'person' })
const automatic = message({ id: '3', direction: 'out', origin: 'auto:4', automatic: true })

it('is the newest message of a customer whom nobody has answered', () => {
  expect(openQuestion([])).toBeNull()
  expect(openQuestion([asked])).toBe('1')
  expect(openQuestion([asked, answered])).toBeNull()
  expect(openQuestion([answered, asked])).toBe('1')
})

it('stays open when the shop answers by itself', () => {
  expect(openQuestion([asked, automatic])).toBe('1')
  expect(openQuestion([answered, automatic])).toBeNull()
})

it('is none of what was written in the workbench of the platform', () => {
  expect(openQuestion([message({ id: '5', direction: 'in', origin: 'other' })])).toBeNull()
})

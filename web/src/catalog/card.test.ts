import { describe, expect, it } from 'vitest'
import { yuan } from './money'
import { orderStatusKey, orderTone } from './orderStatus'

describe('money', () => {
  it('is fen, shown as yuan without a rounding', () => {
    expect([0, 5, 100, 129_900, 1_234_567_89, -250].map(yuan)).toEqual(['¥0.00', '¥0.05', '¥1.00', '¥1,299.00', '¥1,234,567.89', '-¥2.50'])
    expect(yuan(null)).toBe('')
  })
})

describe('the platform’s numbers for an order', () => {
  it('have words, also one that is new', () => {
    expect([10, 20, 21, 30, 100, 250, 777].map(orderStatusKey)).toEqual([
      'order.status.10', 'order.status.20', 'order.status.21', 'order.status.30', 'order.status.100', 'order.status.cancelled', 'order.status.other',
    ])
    expect([20, 30, 100, 200].map(orderTone)).toEqual(['todo', 'moving', 'done', 'off'])
  })
})

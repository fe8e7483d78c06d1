import { describe, expect, it } from 'vitest'
import { decodeOrder, decodeProductCard, ownUrl } from './card'
import { yuan } from './money'
import { orderStatusKey, orderTone } from './orderStatus'

describe('money', () => {
  it('is fen, shown as yuan without a rounding', () => {
    expect([0, 5, 100, 129_900, 1_234_567_89, -250].map(yuan)).toEqual(['¥0.00', '¥0.05', '¥1.00', '¥1,299.00', '¥1,234,567.89', '-¥2.50'])
    expect(yuan(null)).toBe('')
  })
})

describe('a card', () => {
  it('shows pictures of our own server only', () => {
    expect(ownUrl('/api/v1/media/7')).toBe('/api/v1/media/7')
    expect([ownUrl('https://mmbiz.qpic.cn/x'), ownUrl('//evil.example/x'), ownUrl(7)]).toEqual([null, null, null])
    expect(decodeProductCard({ state: 'ready', title: '茶', picture_url: 'https://mmbiz.qpic.cn/x' })).toMatchObject({ title: '茶', pictureUrl: null })
  })
  it('that is not there yet, or never will be, says so', () => {
    expect(decodeProductCard({ state: 'pending' })).toEqual({ state: 'pending' })
    expect(decodeProductCard({ state: 'failed', reason: 'gone' })).toEqual({ state: 'failed', reason: 'gone' })
    expect([decodeProductCard(null), decodeProductCard({}), decodeOrder({ state: 'ready' })]).toEqual([null, null, null])
  })
  it('of an order has what was bought', () => {
    const order = decodeOrder({ order_id: '37', state: 'ready', status: 30, order_price: 61_300, products: [{ product_id: '1', title: '壶', count: 2 }], waybills: [{ waybill_id: 'SF1', delivery_id: 'SF' }] })
    expect(order?.card).toMatchObject({ status: 30, orderPrice: 61_300, products: [{ title: '壶', count: 2 }], waybills: [{ waybillId: 'SF1' }] })
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

import { describe, expect, it } from 'vitest'
import { messageJson } from '@/testing/fixtures'
import { decodeConversation, decodeMessage, decodeMessages } from './decode'

function body(type: string, content: unknown) {
  return decodeMessage(messageJson('1', { type, [type]: content }))?.body
}

describe('a message', () => {
  it('of each kind is read', () => {
    expect(body('text', { content: '在吗\n?' })).toEqual({ type: 'text', content: '在吗\n?' })
    expect(body('image', { state: 'pending' })).toEqual({ type: 'image', media: { state: 'pending', nextTryAt: null } })
    expect(body('video', { state: 'pending', play_length: 14 })).toEqual({ type: 'video', media: { state: 'pending', nextTryAt: null }, seconds: 14 })
    expect(body('file', { state: 'stored', url: '/api/v1/media/a', content_type: 'text/plain', size: 3, name: 'a.txt' })).toEqual({
      type: 'file',
      media: { state: 'stored', url: '/api/v1/media/a', contentType: 'text/plain', size: 3, name: 'a.txt', thumbnailUrl: null, coverUrl: null, width: null, height: null },
    })
    expect(body('product_share', { product_id: '10000219847562' })).toEqual({ type: 'product_share', productId: '10000219847562', card: null })
    expect(body('order_share', { order_id: '3723456789012345678' })).toEqual({ type: 'order_share', orderId: '3723456789012345678', card: null })
    expect(body('voice', { translated_msg: '好的', play_length: 4320, translation_succ: true })).toEqual({ type: 'voice', transcript: '好的', heard: true, seconds: 4 })
    expect(body('unknown', { msg_type: 'location', raw: '{"a":1}' })).toEqual({ type: 'unknown', kind: 'location', raw: '{"a":1}' })
  })

  it('of a kind only a newer server knows is shown raw', () => {
    expect(body('sticker', { id: 5 })).toEqual({ type: 'unknown', kind: 'sticker', raw: '{"id":5}' })
  })

  it('never loads media from another site', () => {
    for (const url of ['https://channels.weixin.qq.com/x?openid=o', '//evil.example/x', 'javascript:alert(1)', 'data:text/html,x', '']) {
      expect(body('image', { state: 'stored', url })).toEqual({ type: 'image', media: { state: 'pending', nextTryAt: null } })
    }
  })

  it('is unheard when the recognition failed or gave nothing', () => {
    expect(body('voice', { translated_msg: '', play_length: 900, translation_succ: true })).toMatchObject({ heard: false, seconds: 1 })
    expect(body('voice', { translated_msg: 'x', translation_succ: false })).toMatchObject({ heard: false, seconds: null })
  })

  it('carries the platform’s error', () => {
    const failed = decodeMessage(messageJson('1', { direction: 'out', state: 'failed', error: { errcode: 45009, errmsg: 'quota', rid: 'r' } }))
    expect(failed).toMatchObject({ state: 'failed', error: { errcode: 45009, errmsg: 'quota', rid: 'r' } })
  })

  it('without an id is passed over', () => {
    expect(decodeMessages([null, 5, {}, { id: '1' }, messageJson('2')]).map((one) => one.id)).toEqual(['2'])
  })
})

describe('a conversation', () => {
  it('is read with what may be missing', () => {
    expect(decodeConversation({ id: '7' })).toEqual({
      id: '7', shop: '', openId: '', unread: 0, lastMessageAt: null, waitingSince: null, budget: null, lastMessage: null, care: null, starred: false, tags: [], blocked: false, noted: false,
    })
  })
})

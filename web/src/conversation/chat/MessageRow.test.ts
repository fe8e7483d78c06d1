import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { speak } from '@/shared/i18n/i18n'
import { message, text } from '@/testing/fixtures'
import type { DeliveryState, Message, MessageContent } from '../conversation'
import MessageRow from './MessageRow.vue'

beforeEach(() => setActivePinia(createPinia()))
afterEach(() => speak('zh-CN'))

function row(change: Partial<Omit<Message, 'type'>>, content?: MessageContent) {
  return mount(MessageRow, { props: { message: message({ id: '1', ...change }, content), openId: 'oHx', startsGroup: true, endsGroup: true } })
}

const NO_PICTURE = { thumbnail_url: null, width: null, height: null }

const kinds: [string, MessageContent, string][] = [
  ['text', text('在吗\n第二行'), '在吗\n第二行'],
  ['image not kept', { type: 'image', image: { state: 'pending' } }, '图片尚未保存'],
  ['image lost', { type: 'image', image: { state: 'failed', reason: 'gone' } }, '图片保存失败'],
  ['video not kept', { type: 'video', video: { state: 'pending', play_length: 14 } }, '视频尚未保存 · 14 秒'],
  ['file not kept', { type: 'file', file: { state: 'pending' } }, '文件尚未保存'],
  ['file', { type: 'file', file: { state: 'stored', url: '/api/v1/media/1', content_type: 'application/pdf', size: 2048, name: '发票.pdf', ...NO_PICTURE } }, '发票.pdf'],
  ['product', { type: 'product_share', product_share: { product_id: '10000219847562', card: null } }, '10000219847562'],
  ['order', { type: 'order_share', order_share: { order_id: '3723456789012345678' } }, '3723456789012345678'],
  ['voice', { type: 'voice', voice: { translated_msg: '好的', translation_succ: true, play_length: 4_320 } }, '好的'],
  ['voice, with its length', { type: 'voice', voice: { translated_msg: '好的', translation_succ: true, play_length: 4_320 } }, '4 秒'],
  ['voice not heard', { type: 'voice', voice: { translated_msg: 'x', translation_succ: false, play_length: 12_000 } }, '[语音 12 秒，未能识别]'],
  ['voice in which nothing was heard', { type: 'voice', voice: { translated_msg: '', translation_succ: true, play_length: 400 } }, '[语音 1 秒，未能识别]'],
  ['unknown', { type: 'unknown', unknown: { msg_type: 'location', raw: '{"x":1}' } }, '暂不支持的消息：location'],
]

describe('a message', () => {
  it.each(kinds)('of kind %s is legible', (_name, content, words) => {
    expect(row({}, content).text()).toContain(words)
  })

  it('never becomes markup', () => {
    const wrapper = row({}, text('<img src=x onerror=alert(1)>'))
    expect(wrapper.find('img').exists()).toBe(false)
    expect(wrapper.text()).toContain('<img src=x')
  })

  it('shows its own copy of a picture, and plays a video when asked', async () => {
    const media = { state: 'stored', url: '/api/v1/media/1', content_type: 'image/jpeg', size: 1, name: 'a.jpg', ...NO_PICTURE } as const
    expect(row({}, { type: 'image', image: media }).get('img').attributes('src')).toBe('/api/v1/media/1')
    const video = row({}, { type: 'video', video: { ...media, play_length: 3 } })
    expect(video.find('video').exists()).toBe(false)
    await video.get('[data-testid="video-play"]').trigger('click')
    expect(video.get('video').attributes('src')).toBe('/api/v1/media/1')
  })

  it.each([
    ['queued', '待发', 'Queued'],
    ['sending', '发送中', 'Sending'],
    ['accepted', '已送达平台', 'Accepted by platform'],
    ['failed', '失败', 'Failed'],
    ['unknown', '结果未知', 'Outcome unknown'],
  ] satisfies [DeliveryState, string, string][])('on its way says %s in words and with an icon', async (state, chinese, english) => {
    const out = { direction: 'out', origin: 'person', state } as const
    expect(row(out).get('.state').text()).toContain(chinese)
    expect(row(out).find('.state svg').exists()).toBe(true)
    await speak('en')
    expect(row(out).get('.state').text()).toContain(english)
  })

  it('that failed tells the reason, the code, the platform’s words and the rid', () => {
    const text = row({
      direction: 'out', origin: 'person', state: 'failed', error: { errcode: 40164, errmsg: 'invalid ip', rid: '6743f0aa-1' },
    }).get('[data-testid="failure"]').text()
    for (const part of ['白名单', '40164', 'invalid ip', '6743f0aa-1']) {
      expect(text).toContain(part)
    }
  })

  it.each([
    ['person', 'wang', 'wang', 'wang'],
    ['api', 'api:erp', '接口 erp', 'API erp'],
    ['auto:7', 'auto:7', '自动回复', 'Automatic reply'],
    ['assist', 'wang', 'wang · 智能起草', 'wang, drafted by the assistant'],
  ])('of origin %s names who wrote it', async (origin, by, chinese, english) => {
    const author = () => row({ direction: 'out', origin, by, state: 'accepted' }).get('.author').text()
    expect(author()).toBe(chinese)
    await speak('en')
    expect(author()).toBe(english)
  })

  it('that came late says so', () => {
    expect(row({ created_at: '2026-11-23T08:00:00Z', received_at: '2026-11-23T10:00:00Z' }).text()).toContain('2026-11-23 18:00:00')
  })

  it('carries the hooks of the browser tests', () => {
    const hooks = row({ direction: 'out', state: 'accepted' }).get('[data-testid="message"]').attributes()
    expect(hooks).toMatchObject({ 'data-message-id': '1', 'data-direction': 'out', 'data-type': 'text', 'data-state': 'accepted' })
  })
})

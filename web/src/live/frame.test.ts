import { expect, it } from 'vitest'
import { message } from '@/testing/fixtures'
import { frameOf } from './frame'

it('reads messages of a type that only a newer server knows, and passes over such frames', () => {
  const sticker = { ...message({ id: '1' }), type: 'sticker', sticker: { id: 5 } }
  const changes = { type: 'changes', from: 1, seq: 2, conversations: [], messages: [sticker, message({ id: '2' })], removed_messages: [], topics: [] }
  expect(frameOf(JSON.stringify(changes))).toMatchObject({ messages: [{ id: '1', type: 'unknown' }, { id: '2', type: 'text' }] })
  expect(['no json', 'null', '[]', '{"type":"weather","seq":3}'].map(frameOf)).toEqual([null, null, null, null])
})

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useAttachmentStore } from './attachmentStore'
import { mediaOut } from './outgoing'

const uploaded = { mediaId: 'm1', kind: 'image' as const, url: '/api/v1/media/m1', thumbnailUrl: '/api/v1/media/m1/thumbnail', contentType: 'image/png', size: 70, name: '外包装.png', width: 1, height: 1 }

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
  useAttachmentStore().takeUp('lin')
})

describe('an attachment', () => {
  it('that was uploaded is still there after a reload, for the person and the customer it was meant for', () => {
    useAttachmentStore().addReady('7', mediaOut(uploaded))
    setActivePinia(createPinia())
    useAttachmentStore().takeUp('lin')
    expect(useAttachmentStore().of('7').map((one) => [one.name, one.state.kind])).toEqual([['外包装.png', 'ready']])
    expect(useAttachmentStore().of('8')).toEqual([])
    useAttachmentStore().takeUp('wang')
    expect(useAttachmentStore().of('7')).toEqual([])
  })

  it('that was removed stays away', () => {
    const store = useAttachmentStore()
    store.addReady('7', mediaOut(uploaded))
    store.remove(store.of('7')[0]?.id ?? '')
    store.takeUp('lin')
    expect(store.of('7')).toEqual([])
  })

  it('larger than the platform takes says so at once, and is not uploaded', () => {
    const store = useAttachmentStore()
    const file = new File([''], '大视频.mp4', { type: 'video/mp4' })
    Object.defineProperty(file, 'size', { value: 31 * 1024 * 1024 })
    store.add('7', file)
    expect(store.of('7')[0]?.state).toMatchObject({ kind: 'failed', why: 'too-large' })
  })

  it('spoilt in the browser’s store is passed over', () => {
    localStorage.setItem('xiaoer.attachment.lin.a', '{broken')
    useAttachmentStore().takeUp('lin')
    expect(useAttachmentStore().of('7')).toEqual([])
  })
})

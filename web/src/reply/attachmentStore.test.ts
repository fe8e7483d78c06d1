import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { ofAccount } from '@/shared/kept'
import { fakeUploads } from '@/testing/fakeUploads'
import { useAttachmentStore } from './attachmentStore'
import type { Uploaded } from '@/media/upload'
import { mediaOut } from './outgoing'

const uploaded: Uploaded = { media_id: 'm1', kind: 'image', state: 'stored', url: '/api/v1/media/m1', thumbnail_url: '/api/v1/media/m1/thumbnail', content_type: 'image/png', size: 70, name: '外包装.png', width: 1, height: 1 }

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

  it('keeps its place over a reload, whichever was up first', async () => {
    const uploads = fakeUploads()
    useAttachmentStore().takeUp('lin')
    for (let i = 0; i < 5; i++) {
      useAttachmentStore().add('7', new File(['x'], `${i}.txt`))
    }
    for (const index of [3, 0, 4, 2, 1]) {
      uploads.end(index)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    setActivePinia(createPinia())
    useAttachmentStore().takeUp('lin')
    expect(useAttachmentStore().of('7').map((one) => one.name)).toEqual(['0.txt', '1.txt', '2.txt', '3.txt', '4.txt'])
  })

  it('spoilt in the browser’s store is passed over', () => {
    ofAccount('lin').write('attachment', '{broken', 'a')
    useAttachmentStore().takeUp('lin')
    expect(useAttachmentStore().of('7')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { keptWords, noted, partsWords } from './retentionWords'

describe('what is kept how long', () => {
  it('names days and for ever', () => {
    expect(keptWords(null)).toBe('一直保留')
    expect(keptWords(90)).toBe('90 天')
  })

  it('names what goes with its size, and nothing where nothing goes', () => {
    expect(partsWords([{ part: 'conversations', count: 2, bytes: 2048 }, { part: 'files', count: 0, bytes: 0 }])).toBe('2 条消息（2.0 KB）')
    expect(partsWords([])).toBe('没有要删除的')
  })

  it('reads what the audit log has of it, and leaves everything else alone', () => {
    expect(noted('messages 90 days, files 60 days, audit for ever')).toBe('消息 90 天、图片、视频和文件 60 天、操作记录 一直保留')
    expect(noted('deletes log 3, conversations 2')).toBe('3 条推送原文、2 条消息')
    expect(noted('log 3')).toBe('3 条推送原文')
    expect(noted('deletes nothing')).toBe('没有要删除的')
    expect(noted('conversation 7')).toBeUndefined()
    expect(noted('others 7')).toBeUndefined()
  })
})

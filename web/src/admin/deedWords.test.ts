import { beforeEach, describe, expect, it } from 'vitest'
import { speak, t } from '@/shared/i18n/i18n'
import { detailWords, nobodyWords, subjectWords, type Names } from './deedWords'

const names: Names = { person: (username) => (username === 'wang' ? '王一诺' : username), shop: (id) => (id === 'main' ? '山月茶铺' : id) }

beforeEach(() => speak('zh-CN'))

describe('the audit log', () => {
  it.each([
    ['conversation 7', '会话 7'],
    ['message 4711', '消息 4711'],
    ['group 3', '技能组 3'],
    ['automatic reply 5', '自动回复 5'],
    ['shop main', '山月茶铺'],
    ['zhao', 'zhao'],
    ['订单 系统', '订单 系统'],
    ['constructor 7', 'constructor 7'],
  ])('names what %s is', (subject, words) => {
    expect(subjectWords(subject, names)).toBe(words)
  })

  it.each([
    ['', ''],
    ['from 203.0.113.7', '来自 203.0.113.7'],
    ['to wang', '转给 王一诺'],
    ['to group 售后 二组', '转给技能组 售后 二组'],
    ['with wang', '原由 王一诺 接待'],
    ['售后; 3 members', '售后；3 名成员'],
    ['for good', '永久'],
    ['after 24 hours', '顾客 24 小时没有回应后'],
    ['answered 1 hours ago', '回复后 1 小时顾客没有回应'],
    ['off', '关闭'],
    ['发货; 时间; keyword; on', '发货; 时间（关键词），启用'],
    ['欢迎; welcome; off', '欢迎（顾客来咨询），停用'],
    ['2 sessions', '2 处登录'],
    ['of shop main', '山月茶铺'],
    ['reader media', '图片、视频和文件'],
    ['agent → supervisor; main → all shops', '客服 → 主管；main → 全部小店'],
    ['老顾客, 送礼', '老顾客, 送礼'],
  ])('says %s in the reader’s language', (detail, words) => {
    expect(detailWords(detail, names)).toBe(words)
  })

  it('tells what the server did by itself from what somebody did who is not known', () => {
    expect(nobodyWords('conversation_closed')).toBe('（系统）')
    expect(nobodyWords('login_failed')).toBe('（未登录）')
  })

  it('reads what earlier servers wrote about a changed password', () => {
    expect(detailWords('his own; other sessions ended', names)).toBe(detailWords('their own; other sessions ended', names))
    expect(detailWords('their own; other sessions ended', names)).toBe(`${t('deed.theirOwn')}；${t('deed.otherSessionsEnded')}`)
  })
})

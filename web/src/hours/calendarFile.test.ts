import { describe, expect, it } from 'vitest'
import { holidaysOfYear, readCalendarFile } from './calendarFile'

/** As holiday-cn publishes them. */
const FILE = {
  $schema: 'https://raw.githubusercontent.com/NateScarlet/holiday-cn/master/schema.json',
  year: 2027,
  papers: ['https://www.gov.cn/notice', 'https://www.gov.cn/more'],
  days: [
    { name: '春节', date: '2027-02-06', isOffDay: true },
    { name: '元旦', date: '2027-01-03', isOffDay: false },
    { name: '元旦', date: '2027-01-01', isOffDay: true },
  ],
}

describe('a file of public holidays', () => {
  it('is read with its year, its days and where it is from', () => {
    expect(readCalendarFile(`\uFEFF${JSON.stringify(FILE)}`)).toEqual({ kind: 'read', file: { year: 2027, source: 'https://www.gov.cn/notice https://www.gov.cn/more', days: FILE.days } })
    expect(readCalendarFile(JSON.stringify({ ...FILE, source: '通知' }))).toMatchObject({ file: { source: '通知' } })
  })

  it('is refused with what to do about it', () => {
    const why = (text: string) => {
      const read = readCalendarFile(text)
      return read.kind === 'refused' ? read.why : read.kind
    }
    expect(why('<html>')).toBe('hours.file.notJson')
    expect(why('[]')).toBe('hours.file.otherFormat')
    expect(why('{"year":"2027","days":[]}')).toBe('hours.file.otherFormat')
    expect(why('{"year":2027,"days":[{"name":"元旦","date":"2027-01-01"}]}')).toBe('hours.file.otherFormat')
    expect(why('{"year":2027,"papers":[],"days":[]}')).toBe('hours.file.noDays')
  })

  it('is shown by holiday, in the order of the year', () => {
    expect(holidaysOfYear(FILE.days)).toEqual([
      { name: '元旦', off: ['2027-01-01'], madeUp: ['2027-01-03'] },
      { name: '春节', off: ['2027-02-06'], madeUp: [] },
    ])
  })
})

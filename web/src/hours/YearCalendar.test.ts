import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { plansOf } from './openingDays'
import YearCalendar from './YearCalendar.vue'

const WORK = ['09:00-18:00']
const plans = plansOf(
  2026,
  { weekly: { mon: WORK, tue: WORK, wed: WORK, thu: WORK, fri: ['09:00-26:00'] }, exceptions: [{ date: '2026-12-01', spans: [], text: '盘点' }] },
  [{ year: 2026, source: '通知', imported_at: null, imported_by: null, days: [{ name: '国庆节', date: '2026-10-01', isOffDay: true }] }],
)

function calendar(editable = true) {
  const wrapper = mount(YearCalendar, { props: { plans, today: '2026-11-30', editable, year: 2026 }, attachTo: document.body })
  const day = (date: string) => wrapper.get<HTMLButtonElement>(`[data-date="${date}"][data-testid="calendar-day"]`)
  return { wrapper, day, note: () => wrapper.get('[data-testid="day-note"]').text() }
}

describe('the calendar of a year', () => {
  it('says each day in words', () => {
    const { day } = calendar()
    expect(day('2026-11-27').attributes('aria-label')).toBe('11月27日周五、09:00–次日 02:00')
    expect(day('2026-12-01').attributes('aria-label')).toBe('12月1日周二、不营业、特殊日期：盘点')
    expect(day('2026-10-01').attributes('data-mark')).toBe('休')
    expect(day('2026-12-01').attributes('data-mark')).toBe('特')
    expect(day('2026-11-30').attributes('aria-current')).toBe('date')
  })

  it('shows the day that is chosen, and offers an exception for it', async () => {
    const { wrapper, day, note } = calendar()
    expect(note()).toContain('11月30日')
    await day('2026-10-01').trigger('click')
    expect(note()).toContain('节假日：国庆节')
    await wrapper.get('[data-testid="day-exception"]').trigger('click')
    expect(wrapper.emitted('exception')).toEqual([['2026-10-01']])
  })

  it('is one stop of the keyboard, and arrows lead through it', async () => {
    const { wrapper, day } = calendar()
    const stops = () => wrapper.findAll('[data-testid="calendar-day"][tabindex="0"]').map((one) => one.attributes('data-date'))
    expect(stops()).toEqual(['2026-11-30'])
    await day('2026-11-30').trigger('keydown', { key: 'ArrowRight' })
    expect(stops()).toEqual(['2026-12-01'])
    await day('2026-12-01').trigger('keydown', { key: 'ArrowUp' })
    expect(stops()).toEqual(['2026-11-24'])
    await day('2026-11-24').trigger('keydown', { key: 'PageDown' })
    await day('2026-12-24').trigger('keydown', { key: 'End' })
    await day('2026-12-31').trigger('keydown', { key: 'ArrowRight' })
    expect(stops()).toEqual(['2026-12-31'])
  })

  it('offers nothing to somebody who may only look', () => {
    expect(calendar(false).wrapper.find('[data-testid="day-exception"]').exists()).toBe(false)
  })
})

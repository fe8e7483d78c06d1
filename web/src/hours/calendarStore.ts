import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Reply } from '@/shared/http'
import { troubleWords } from '@/shared/toast'
import { fetchCalendar, fetchCalendarYears, putCalendar, type CalendarDay, type HolidayCalendar } from './hoursApi'

/** Public holidays by year, as far as they were looked at. */
export const useCalendarStore = defineStore('calendars', () => {
  const years = shallowRef<readonly number[]>([])
  const byYear = shallowRef<ReadonlyMap<number, HolidayCalendar>>(new Map())
  const asked = ref(false)
  const trouble = ref('')
  const known = computed(() => [...byYear.value.values()])

  /** A year, and those beside it: a notice may name days of these. */
  async function load(year: number): Promise<void> {
    const listed = await fetchCalendarYears()
    if (listed.kind !== 'ok') {
      trouble.value = troubleWords(listed)
      return
    }
    years.value = listed.value
    const replies = await Promise.all(listed.value.filter((one) => Math.abs(one - year) <= 1).map(fetchCalendar))
    const failed = replies.find((reply) => reply.kind !== 'ok')
    trouble.value = failed === undefined ? '' : troubleWords(failed)
    take(replies.flatMap((reply) => (reply.kind === 'ok' ? [reply.value] : [])))
    asked.value = true
  }

  function take(calendars: readonly HolidayCalendar[]): void {
    byYear.value = new Map([...byYear.value, ...calendars.map((one): [number, HolidayCalendar] => [one.year, one])])
  }

  /** Replaces what was known of the year. */
  async function put(year: number, source: string, days: CalendarDay[]): Promise<Reply<HolidayCalendar>> {
    const reply = await putCalendar(year, source, days)
    if (reply.kind === 'ok') {
      take([reply.value])
      years.value = [...new Set([...years.value, year])].sort((a, b) => a - b)
    }
    return reply
  }

  function isKnown(year: number): boolean {
    return years.value.includes(year)
  }

  return { years, byYear, known, asked, trouble, load, put, isKnown }
})

import { countWords, limitWords, numberWords, rateWords, spanWords } from '@/shared/figures'
import { t } from '@/shared/i18n/i18n'
import type { ChartOption } from './charts'
import { mixed, type Palette } from './palette'
import type { HeatCell, ShiftAgent } from './reportApi'
import { hourWords, weekdayWords } from './reportWords'

/** More names than these are only in the table; those with most come first. */
export const BARS_MAX = 20
/** With more columns their numbers would touch. */
const LABELLED_MAX = 12
const BAR_PX = 30
const AROUND_BARS_PX = 78
const TEXT_PX = 12
const HOUR_SECONDS = 3_600
const DAY_HOURS = 24
const RATE_PX = 62
const LEFT_PX = 12
const DIGIT_PX = 7

/** Patterns tell apart what colours tell apart; the first kind has none. */
const STRIPES = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4 }
const DOTS = { symbol: 'circle', symbolSize: 0.7, dashArrayX: [[5, 5], [0, 5, 5, 0]], dashArrayY: [5, 0] }

export interface Bar {
  name: string
  inTime: number
  late: number
  unanswered: number
  rate: number | null
}

function base(palette: Palette): ChartOption {
  return {
    animation: false,
    textStyle: { fontFamily: palette.font, fontSize: TEXT_PX, color: palette.ink2 },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      axisPointer: { type: 'shadow', shadowStyle: { color: palette.ink, opacity: 0.06 } },
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontFamily: palette.font, fontSize: TEXT_PX },
    },
  }
}

function legend(palette: Palette): ChartOption['legend'] {
  return { top: 0, left: 0, itemWidth: 18, itemHeight: 12, itemGap: 18, selectedMode: false, textStyle: { color: palette.ink2, fontFamily: palette.font, fontSize: TEXT_PX } }
}

function names(palette: Palette, data: readonly string[]) {
  return {
    type: 'category' as const,
    data: [...data],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.ink2, fontFamily: palette.font, fontSize: TEXT_PX, hideOverlap: true },
  }
}

function numbers(palette: Palette, words: (value: number) => string) {
  return {
    type: 'value' as const,
    min: 0,
    splitNumber: 4,
    axisLabel: { color: palette.ink3, fontFamily: palette.font, fontSize: TEXT_PX, formatter: words, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
  }
}

/** Below this the legend of the rounds takes two lines. */
const LEGEND_PX = 420
const LINE_PX = 20

/** How soon rounds were answered, and the rate: columns over time, or bars of people, groups and shops. */
export function roundsOption(palette: Palette, width: number, bars: readonly Bar[], overTime: boolean, limit: number | null): ChartOption {
  const below = width < LEGEND_PX ? LINE_PX : 0
  const stack = [
    { name: inTimeWords(limit), data: bars.map(({ inTime }) => inTime), itemStyle: { color: palette.accent } },
    { name: t('report.chart.late'), data: bars.map(({ late }) => late), itemStyle: { color: palette.amber, decal: { ...STRIPES, color: palette.surface } } },
    { name: t('report.chart.unanswered'), data: bars.map(({ unanswered }) => unanswered), itemStyle: { color: palette.red, decal: { ...DOTS, color: palette.surface } } },
  ].map((one) => ({ ...one, type: 'bar' as const, stack: 'rounds', barMaxWidth: overTime ? 34 : 16, tooltip: { valueFormatter: (value: unknown) => countWords(Number(value)) } }))
  if (!overTime) {
    return {
      ...base(palette),
      legend: legend(palette),
      grid: { top: 34 + below, left: 4, right: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { ...numbers(palette, countWords), minInterval: 1 },
      yAxis: { ...names(palette, bars.map(({ name, rate }) => `${cut(name)}  ${rateWords(rate)}`)), inverse: true },
      series: stack,
    }
  }
  const across = names(palette, bars.map(({ name }) => name))
  const most = Math.max(...bars.map(({ inTime, late, unanswered }) => inTime + late + unanswered))
  const side = { left: LEFT_PX + DIGIT_PX * Math.max(4, countWords(most).length), right: 12, outerBoundsMode: 'none' as const }
  return {
    ...base(palette),
    legend: legend(palette),
    // Above each other, for a line across columns of another scale says what is not so.
    grid: [
      { ...side, top: 54 + below, height: RATE_PX },
      { ...side, top: 54 + below + RATE_PX + 26, bottom: 24 },
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    xAxis: [
      { ...across, gridIndex: 0, axisLabel: { show: false } },
      { ...across, gridIndex: 1 },
    ],
    yAxis: [
      { ...numbers(palette, rateWords), gridIndex: 0, max: 1, interval: 0.5 },
      { ...numbers(palette, countWords), gridIndex: 1, minInterval: 1 },
    ],
    series: [
      ...stack.map((one) => ({ ...one, xAxisIndex: 1, yAxisIndex: 1 })),
      {
        type: 'line' as const,
        name: t('report.chart.rate'),
        data: bars.map(({ rate }) => rate),
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { color: palette.ink, width: 2 },
        itemStyle: { color: palette.surface, borderColor: palette.ink, borderWidth: 2 },
        label: { show: bars.length <= LABELLED_MAX, position: 'top', distance: 6, color: palette.ink, fontFamily: palette.font, fontSize: TEXT_PX, textBorderColor: palette.surface, textBorderWidth: 3, formatter: ({ value }: { value: unknown }) => rateWords(typeof value === 'number' ? value : null) },
        tooltip: { valueFormatter: (value: unknown) => rateWords(typeof value === 'number' ? value : null) },
      },
    ],
  }
}

function inTimeWords(limit: number | null): string {
  return limit === null ? t('report.chart.answered') : t('report.chart.inTime', { limit: limitWords(limit) })
}

const NAME_MAX = 14

function cut(name: string): string {
  const letters = [...name]
  return letters.length > NAME_MAX ? `${letters.slice(0, NAME_MAX - 1).join('')}…` : name
}

export function barsHeight(bars: number): number {
  return AROUND_BARS_PX + bars * BAR_PX
}

export interface Times {
  name: string
  first: number | null
  response: number | null
}

/** How long customers waited. */
export function timesOption(palette: Palette, times: readonly Times[], overTime: boolean): ChartOption {
  const kinds = [
    { name: t('report.first'), data: times.map(({ first }) => first), colour: palette.accent, symbol: 'circle', dash: 'solid' as const, decal: undefined },
    { name: t('report.response'), data: times.map(({ response }) => response), colour: palette.amber, symbol: 'triangle', dash: 'dashed' as const, decal: { ...STRIPES, color: palette.surface } },
  ]
  const said = { valueFormatter: (value: unknown) => spanWords(typeof value === 'number' ? value : null) }
  const grid = { top: 34, left: 4, right: 16, bottom: 4, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const }
  if (!overTime) {
    return {
      ...base(palette),
      legend: legend(palette),
      grid,
      xAxis: numbers(palette, spanWords),
      yAxis: { ...names(palette, times.map(({ name }) => cut(name))), inverse: true },
      series: kinds.map(({ name, data, colour, decal }) => ({ type: 'bar' as const, name, data, barMaxWidth: 9, itemStyle: { color: colour, decal }, tooltip: said })),
    }
  }
  return {
    ...base(palette),
    legend: legend(palette),
    grid,
    xAxis: names(palette, times.map(({ name }) => name)),
    yAxis: numbers(palette, spanWords),
    series: kinds.map(({ name, data, colour, symbol, dash }) => ({ type: 'line' as const, name, data, symbol, symbolSize: 7, lineStyle: { color: colour, width: 2, type: dash }, itemStyle: { color: colour }, tooltip: said })),
  }
}

/** From nothing to most, each step as far from the one before on paper as on a screen. */
const STEPS = [0.1, 0.25, 0.45, 0.8]

/** Rounds that begin in each hour of the week; days across where there is room, else hours down. */
export function heatOption(palette: Palette, cells: readonly HeatCell[], weekdays: readonly HeatCell['weekday'][], wide: boolean): ChartOption {
  const most = Math.max(1, ...cells.map((cell) => cell.arrivals_per_day ?? 0))
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour))
  const days = weekdays.map((_, index) => weekdayWords(index))
  const step = most > STEPS.length ? Math.ceil(most / STEPS.length) : most / STEPS.length
  const stepOf = (value: number): number => (value === 0 ? -1 : Math.min(STEPS.length - 1, Math.floor(value / step)))
  const [x, y] = wide ? [hours, days] : [days, hours]
  return {
    ...base(palette),
    tooltip: {
      ...base(palette).tooltip,
      trigger: 'item',
      formatter: (one) => {
        const cell = cells[(Array.isArray(one) ? one[0] : one)?.dataIndex ?? 0]
        return cell === undefined ? '' : heatWords(cell, weekdays)
      },
    },
    grid: { top: 26, left: 4, right: 4, bottom: 34, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...names(palette, x), position: 'top', axisLine: { show: false }, axisLabel: { ...names(palette, x).axisLabel, interval: 0 } },
    yAxis: { ...names(palette, y), inverse: true, axisLine: { show: false }, axisLabel: { ...names(palette, y).axisLabel, interval: 0 } },
    visualMap: {
      type: 'piecewise',
      dimension: 2,
      orient: 'horizontal',
      left: 0,
      bottom: 0,
      itemWidth: 16,
      itemHeight: 12,
      itemGap: 8,
      textGap: 5,
      itemSymbol: 'rect',
      hoverLink: false,
      selectedMode: false,
      textStyle: { color: palette.ink2, fontFamily: palette.font, fontSize: TEXT_PX },
      pieces: [
        { value: 0, color: palette.sunken, label: '0' },
        ...STEPS.map((part, index) => {
          const [from, to] = [step * index, step * (index + 1)]
          return { gt: index === 0 ? 0 : undefined, gte: index === 0 ? undefined : from, lt: index === STEPS.length - 1 ? undefined : to, color: mixed(palette.accent, palette.surface, part), label: `${numberWords(from)}–${numberWords(to)}` }
        }),
      ],
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map((cell) => {
          const [day, hour] = [weekdays.indexOf(cell.weekday), cell.hour]
          const value = cell.arrivals_per_day ?? 0
          const words = value === 0 ? '' : numberWords(value >= 10 ? Math.round(value) : value)
          return { value: wide ? [hour, day, value] : [day, hour, value], label: { color: stepOf(value) === STEPS.length - 1 ? palette.onAccent : palette.ink, formatter: isUnstaffed(cell) ? `${words}\n△` : words } }
        }),
        label: { show: true, fontFamily: palette.font, fontSize: 11, lineHeight: 13 },
        itemStyle: { borderColor: palette.line, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: palette.ink, borderWidth: 2 } },
      },
    ],
  }
}

/** Customers came, and on most such days nobody was there. */
export function isUnstaffed({ arrivals, staffed_agents: staffed }: HeatCell): boolean {
  return arrivals > 0 && staffed !== null && staffed < 0.5
}

export function heatWords(cell: HeatCell, weekdays: readonly HeatCell['weekday'][]): string {
  const where = `${weekdayWords(weekdays.indexOf(cell.weekday))} ${hourWords(cell.hour)}`
  const came = t('report.heat.came', { n: countWords(cell.arrivals), perDay: numberWords(cell.arrivals_per_day ?? 0) })
  const staffed = cell.staffed_agents === null ? t('report.heat.unknown') : t('report.heat.staffed', { agents: numberWords(cell.staffed_agents), ceiling: numberWords(cell.staffed_ceiling ?? 0) })
  return `${where}\n${came}\n${staffed}`
}

/** Hours of each person by what they said and whether they were there. */
export function shiftsOption(palette: Palette, agents: readonly ShiftAgent[]): ChartOption {
  const hours = (seconds: number): number => Math.round((seconds / HOUR_SECONDS) * 10) / 10
  const kinds = [
    { name: t('report.shift.online'), data: agents.map((one) => hours(one.online_seconds)), itemStyle: { color: palette.accent } },
    { name: t('report.shift.away'), data: agents.map((one) => hours(one.away_seconds)), itemStyle: { color: palette.amber, decal: { ...STRIPES, color: palette.surface } } },
    { name: t('report.shift.absent'), data: agents.map((one) => hours(one.absent_seconds)), itemStyle: { color: palette.red, decal: { ...DOTS, color: palette.surface } } },
    { name: t('report.shift.offline'), data: agents.map((one) => hours(one.offline_seconds)), itemStyle: { color: palette.surface, borderColor: palette.ink3, borderWidth: 1 } },
  ].map((one) => ({ ...one, data: one.data.map((value) => value || null) })) // Nothing has no border.
  const most = Math.max(0, ...agents.map((one) => (one.online_seconds + one.away_seconds + one.absent_seconds + one.offline_seconds) / HOUR_SECONDS))
  return {
    ...base(palette),
    legend: legend(palette),
    grid: { top: 34, left: 4, right: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...numbers(palette, (value) => t('report.shift.hours', { n: numberWords(value) })), ...(most <= DAY_HOURS ? { max: DAY_HOURS, interval: 4 } : {}) },
    yAxis: { ...names(palette, agents.map(({ name }) => cut(name))), inverse: true },
    series: kinds.map((one) => ({ ...one, type: 'bar' as const, stack: 'time', barMaxWidth: 16, tooltip: { valueFormatter: (value: unknown) => t('report.shift.hours', { n: numberWords(Number(value)) }) } })),
  }
}

// @vitest-environment node
import { expect, it } from 'vitest'
import { problems } from './budgets.mjs'

const recorded = { firstLoad: { 'index.html': 1, 'assets/index.js': 100, 'assets/WorkBench.js': 50 }, parts: { 'src/report/charts.ts': 180 } }
const now = { ...recorded, files: 3, packages: ['vue'] }

it('has nothing against what is recorded, and a little more', () => {
  expect(problems(now, recorded)).toEqual([])
  expect(problems({ ...now, parts: { 'src/report/charts.ts': 189 } }, recorded)).toEqual([])
})

it('names the file of the first load that has grown', () => {
  const [only, ...others] = problems({ ...now, firstLoad: { ...now.firstLoad, 'assets/WorkBench.js': 80, 'assets/map.js': 7 } }, recorded)
  expect(others).toEqual([])
  expect(only).toContain('the first load has 188 KB, recorded are 151 (at most 159.6)')
  expect(only).toContain('grown: assets/WorkBench.js by 30 to 80, assets/map.js by 7 to 7')
})

it('has a limit that no record moves', () => {
  const large = { firstLoad: { 'assets/index.js': 330 }, parts: {} }
  expect(problems({ ...large, files: 1, packages: [] }, large)).toHaveLength(1)
})

it('names the part that has grown, and one that nobody has recorded', () => {
  expect(problems({ ...now, parts: { 'src/report/charts.ts': 260, 'src/new/NewPage.vue': 4 } }, recorded)).toEqual([
    'src/report/charts.ts needs 260 KB beside the first load, recorded are 180 (at most 190)',
    'src/new/NewPage.vue is a new part of 4 KB that is loaded later, and not recorded',
  ])
})

it('keeps the libraries of charts, pinyin and QR codes out of the first load', () => {
  expect(problems({ ...now, packages: ['uqr', 'vue'] }, recorded)).toEqual([expect.stringContaining('uqr is in the first load')])
})

it('counts the files of the first load', () => {
  expect(problems({ ...now, files: 41 }, recorded)).toEqual([expect.stringContaining('41 files')])
})

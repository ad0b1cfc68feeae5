import { describe, expect, test } from 'vitest'
import type { BenchReport } from '../routing/BenchReport.ts'
import { type Chart, gapOverTime, thinAgainstThick, timeOverSize } from './charts.ts'
import { benchMarkdown, replaceBench } from './markdown.ts'

const gap = (p50: number) => ({ p50, p95: p50, max: 2 * p50 })
const report: BenchReport = {
  rows: [
    { case: 'thin', size: '100×50×1', strategy: 'a', instances: 2, p50Ms: 5, p95Ms: 6, gapBp: gap(7), certifyMs: null },
    { case: 'thin', size: '100×50×1', strategy: 'b', instances: 0, skipped: '> 2 s', certifyMs: null },
    { case: 'joint', size: '10000×1000×1', strategy: 'a', instances: 1, p50Ms: 90, gapBp: gap(0), certifyMs: 20 },
  ],
  peers: [{ case: 'thin', size: '100×50×1', engine: 'E 1 (x), aggregated LP', rows: 98, columns: 670, p50Ms: 2 }],
  warmStart: [
    {
      case: 'joint',
      size: '10000×1000×1',
      change: 'a tenth',
      instances: 3,
      coldMs: 80,
      warmMs: 40,
      coldGapBp: 1,
      warmGapBp: 1,
    },
  ],
  deadlines: [
    {
      case: 'thin',
      size: '100×50×1',
      strategy: 'a',
      stop: 50,
      instances: 4,
      early: 1,
      answered: 3,
      overMs: { p50: 1, max: 9 },
      timerMs: { p50: 0.5, max: 8 },
    },
    {
      case: 'thin',
      size: '100×50×1',
      strategy: 'a',
      stop: 'before',
      instances: 4,
      early: 4,
      answered: 0,
      overMs: null,
      timerMs: null,
    },
  ],
  targets: [{ case: 'thin', target: 'p95 < 5 ms', met: false, strategy: 'a', bp: 14, p95Ms: 6 }],
  notes: ['something was left out'],
}

const textOf = (chart: Chart): string => ('spec' in chart ? JSON.stringify(chart.spec) : '')

describe('figures', () => {
  test('behavior: a gap of zero is drawn at the floor of the logarithmic axis', () => {
    expect(textOf(gapOverTime(report))).toContain('"gap":0.01')
  })

  test('behavior: engines are told apart from their programs', () => {
    expect(textOf(timeOverSize(report))).toContain('"series":"E 1 (x)","program":"aggregated LP"')
  })

  test('behavior: what a run lacks is said, not invented', () => {
    expect(thinAgainstThick(report).lacks).toBe(
      'thin without b; joint without b; facts-thin without any row; facts-thick without any row',
    )
    expect(gapOverTime({ ...report, rows: [] })).toEqual({ lacks: 'no strategy has both a time and a gap' })
  })
})

describe('tables', () => {
  test('behavior: name each case once, and why a strategy was not run', () => {
    const tables = benchMarkdown(report, 'A test.')
    expect(tables).toContain('| thin 100×50×1 | a | 2 |  | 5.00 | 6.00 | 7.00 / 7.00 / 14.0 |  |  |  |')
    expect(tables).toContain('|  | b | 0 (> 2 s) |')
    expect(tables).toContain('- something was left out')
  })

  test('behavior: say what the batch before saves, and how long a strategy goes on after its deadline', () => {
    const tables = benchMarkdown(report, undefined)
    expect(tables).toContain('| joint 10000×1000×1 | a tenth | 3 | 80.0 | 40.0 | 1.00 | 1.00 |')
    expect(tables).toContain('| thin 100×50×1 | a | deadline in 50 ms | 4 | 1 | 3 | 1.00 / 9.00 | 0.50 / 8.00 |')
    expect(tables).toContain('|  | a | before it starts | 4 | 4 | 0 |  |  |')
  })

  test('behavior: replace what stands between the marks, as often as one likes', () => {
    const page = 'before\n<!-- bench:begin, written by `pnpm bench:figures` -->\nold\n<!-- bench:end -->\nafter\n'
    const once = replaceBench(page, 'new')
    expect(once).not.toContain('old')
    expect(replaceBench(once, 'new')).toBe(once)
    expect(() => replaceBench('no marks', 'new')).toThrow('bench:begin')
  })
})

import Table from 'cli-table3'
import type { BenchRow, Spread } from './BenchRow.ts'
import { type DeadlineRow, middle } from './deadlines.ts'
import type { PeerRow } from './peers.ts'
import type { TargetResult } from './targets.ts'
import type { WarmStartRow } from './warmStart.ts'

export interface BenchReport {
  rows: readonly BenchRow[]
  peers: readonly PeerRow[]
  warmStart: readonly WarmStartRow[]
  deadlines: readonly DeadlineRow[]
  targets: readonly TargetResult[]
  /** What could not be measured, and why. */
  notes: readonly string[]
}

function digits(value: number | null | undefined, places = 2): string {
  if (value === undefined || value === null) return ''
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(places)
}

const spread = (of: Spread | undefined): string =>
  of ? [of.p50, of.p95, of.max].map((value) => digits(value)).join(' / ') : ''

const over = (of: DeadlineRow['overMs']): string => (of ? [of.p50, of.max].map((ms) => digits(ms, 1)).join(' / ') : '')

/** How a strategy was told to stop. */
export function stopText(stop: DeadlineRow['stop']): string {
  if (stop === 'before') return 'before it starts'
  return stop === 'middle' ? `in the middle, at ${middle} ms` : `deadline in ${stop} ms`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({ head: [...head], style: { head: [], border: [] } })
  made.push(...rows.map((row) => [...row]))
  return made.toString()
}

function strategyTable(rows: readonly BenchRow[]): string {
  return table(
    [
      'case',
      'strategy',
      'n',
      'cold ms',
      'p50 ms',
      'p95 ms',
      'gap bp p50/p95/max',
      'own certificate bp',
      'to oracle bp',
      'check ms',
    ],
    rows.map((row) => [
      `${row.case} ${row.size}`,
      row.strategy,
      `${row.instances}${row.skipped === undefined ? '' : ` (${row.skipped})`}`,
      digits(row.coldMs, 1),
      digits(row.p50Ms, 1),
      digits(row.p95Ms, 1),
      spread(row.gapBp),
      spread(row.certifiedBp),
      spread(row.oracleBp),
      digits(row.certifyMs, 1),
    ]),
  )
}

/** For people. */
export function formatReport({ rows, peers, warmStart, deadlines, targets, notes }: BenchReport): string {
  const parts = [
    'Strategies. Gap: below the least upper bound that is proven for the instance, so at most that far from the best.',
    'Oracle: single, the optimum by bisection; tiny and thin, an optimum that HiGHS proves to 1 bp; few-pools, what it finds in 5 s;\nthe last three made whole and fair by the kit.',
    strategyTable(rows),
  ]
  if (peers.length > 0)
    parts.push(
      '\nEngines on the first instance’s programs: the same program in each, so that the rest is the algorithm’s.',
      table(
        ['case', 'engine and program', 'rows', 'columns', 'p50 ms'],
        peers.map(({ case: name, size, engine, rows: height, columns, p50Ms, skipped }) => [
          `${name} ${size}`,
          engine,
          String(height ?? ''),
          String(columns ?? ''),
          skipped ?? digits(p50Ms, 1),
        ]),
      ),
    )
  if (warmStart.length > 0)
    parts.push(
      '\nFrom batch to batch: `clearMarket` from nothing, and from the prices of the batch before. Medians.',
      table(
        ['case', 'since the batch before', 'n', 'cold ms', 'warm ms', 'cold gap bp', 'warm gap bp'],
        warmStart.map((row) => [
          `${row.case} ${row.size}`,
          row.change,
          String(row.instances),
          digits(row.coldMs, 1),
          digits(row.warmMs, 1),
          digits(row.coldGapBp),
          digits(row.warmGapBp),
        ]),
      ),
    )
  if (deadlines.length > 0)
    parts.push(
      '\nTold to stop: from the deadline to the answer, median / worst; of that, how late the timer of the signal was.',
      table(
        ['case', 'strategy', 'stop', 'n', 'ended before', 'with an answer', 'over ms', 'timer ms'],
        deadlines.map((row) => [
          `${row.case} ${row.size}`,
          row.strategy,
          stopText(row.stop),
          String(row.instances),
          String(row.early),
          String(row.answered),
          over(row.overMs),
          over(row.timerMs),
        ]),
      ),
    )
  if (targets.length > 0)
    parts.push(
      '\nTargets, by the strategy that meets them or comes nearest; worst gap of all instances.',
      table(
        ['', 'case', 'target', 'strategy', 'bp', 'p95 ms'],
        targets.map(({ met, case: name, target, strategy, bp, p95Ms }) => [
          met ? '✓' : '✗',
          name,
          target,
          strategy,
          digits(bp),
          digits(p95Ms, 1),
        ]),
      ),
    )
  return [...parts, ...notes.map((note) => `\n${note}`)].join('\n')
}

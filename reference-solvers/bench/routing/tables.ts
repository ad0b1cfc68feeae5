import type { BenchReport } from './BenchReport.ts'
import type { BenchRow, Spread } from './BenchRow.ts'
import { type DeadlineRow, middle } from './deadlines.ts'
import type { PeerRow } from './peers.ts'
import type { TargetResult } from './targets.ts'
import type { WarmStartRow } from './warmStart.ts'

/** What a run measured, as text: how it is drawn is the reader's business. */
export interface BenchTable {
  title: string
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

function digits(value: number | null | undefined): string {
  if (value === undefined || value === null) return ''
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 4)
}

const all = (of: Spread | undefined): string => (of ? [of.p50, of.p95, of.max].map(digits).join(' / ') : '')

/** How a strategy was told to stop. */
function stopText(stop: DeadlineRow['stop']): string {
  if (stop === 'before') return 'before it starts'
  return stop === 'middle' ? `in the middle, at ${middle} ms` : `deadline in ${stop} ms`
}

/** The tables of a run that have rows. A case is named where it begins. */
export function benchTables({ rows, peers, warmStart, deadlines, targets }: BenchReport): BenchTable[] {
  return [
    strategyTable(rows),
    peerTable(peers),
    warmStartTable(warmStart),
    deadlineTable(deadlines),
    targetTable(targets),
  ].filter((table) => table.rows.length > 0)
}

/** Leaves the first cell out where it is that of the row above. */
function grouped(rows: readonly (readonly string[])[]): string[][] {
  return rows.map(([first, ...rest], index) => [first === rows[index - 1]?.[0] ? '' : (first ?? ''), ...rest])
}

const nameOf = (row: { case: string; size: string }): string => `${row.case} ${row.size}`

function strategyTable(rows: readonly BenchRow[]): BenchTable {
  return {
    title:
      'Strategies. Gap: below the least upper bound that is proven for the instance, so at most that far from the best. Oracle: single, the optimum by bisection; tiny and thin, an optimum that HiGHS proves to 1 bp; few-pools, what it finds in 5 s; the last three made whole and fair by the kit. Basis points are p50 / p95 / max.',
    head: [
      'case',
      'strategy',
      'n',
      'cold ms',
      'p50 ms',
      'p95 ms',
      'gap bp',
      'own certificate bp',
      'check ms',
      'to oracle bp',
    ],
    rows: grouped(
      rows.map((row) => [
        nameOf(row),
        row.strategy,
        row.skipped === undefined ? String(row.instances) : `${row.instances} (${row.skipped})`,
        ...[row.coldMs, row.p50Ms, row.p95Ms].map(digits),
        all(row.gapBp),
        all(row.certifiedBp),
        digits(row.certifyMs),
        all(row.oracleBp),
      ]),
    ),
  }
}

function peerTable(peers: readonly PeerRow[]): BenchTable {
  return {
    title: 'Engines on programs of the first instance: the same program in each, so that the rest is the algorithm’s.',
    head: ['case', 'engine and program', 'rows', 'columns', 'p50 ms'],
    rows: grouped(
      peers.map((row) => [
        nameOf(row),
        row.engine,
        row.rows?.toLocaleString('en') ?? '',
        row.columns?.toLocaleString('en') ?? '',
        row.skipped ?? digits(row.p50Ms),
      ]),
    ),
  }
}

function warmStartTable(rows: readonly WarmStartRow[]): BenchTable {
  return {
    title: 'From batch to batch: `clearMarket` from nothing, and from the prices of the batch before. Medians.',
    head: ['case', 'since the batch before', 'n', 'cold ms', 'warm ms', 'cold gap bp', 'warm gap bp'],
    rows: grouped(
      rows.map((row) => [
        nameOf(row),
        row.change,
        String(row.instances),
        ...[row.coldMs, row.warmMs, row.coldGapBp, row.warmGapBp].map(digits),
      ]),
    ),
  }
}

function deadlineTable(rows: readonly DeadlineRow[]): BenchTable {
  const late = (of: DeadlineRow['overMs']): string => (of ? [of.p50, of.max].map(digits).join(' / ') : '')
  return {
    title:
      'Told to stop: milliseconds from the deadline to the answer, median / worst, and of that how late the timer of the signal was.',
    head: ['case', 'strategy', 'told', 'n', 'ended before', 'with an answer', 'over ms', 'timer ms'],
    rows: grouped(
      rows.map((row) => [
        nameOf(row),
        row.strategy,
        stopText(row.stop),
        ...[row.instances, row.early, row.answered].map(String),
        late(row.overMs),
        late(row.timerMs),
      ]),
    ),
  }
}

function targetTable(targets: readonly TargetResult[]): BenchTable {
  return {
    title: 'Targets, by the strategy that meets them or comes nearest; worst gap of all instances.',
    head: ['met', 'case', 'target', 'strategy', 'bp', 'p95 ms'],
    rows: targets.map(({ met, case: name, target, strategy, bp, p95Ms }) => {
      return [met ? 'yes' : 'no', name, target, strategy, digits(bp), digits(p95Ms)]
    }),
  }
}

import type { BenchRow, Spread } from '../routing/BenchRow.ts'
import { type BenchReport, stopText } from '../routing/report.ts'

const begin = '<!-- bench:begin, written by `pnpm bench:figures` -->'
const end = '<!-- bench:end -->'

function digits(value: number | null | undefined): string {
  if (value === undefined || value === null) return ''
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 4)
}

const spread = (of: Spread | undefined): string => (of ? [of.p50, of.max].map(digits).join(' / ') : '')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

function strategyRow(row: BenchRow): string[] {
  const { strategy, instances, skipped, coldMs, p50Ms, p95Ms, gapBp, certifiedBp, certifyMs, oracleBp } = row
  const count = skipped === undefined ? String(instances) : `${instances} (${skipped})`
  return [
    strategy,
    count,
    digits(coldMs),
    digits(p50Ms),
    digits(p95Ms),
    spread(gapBp),
    spread(certifiedBp),
    digits(certifyMs),
    spread(oracleBp),
  ]
}

/** Tables of a run, as Markdown. `about` says which run it is. */
export function benchMarkdown(
  { rows, peers, warmStart, deadlines, targets, notes }: BenchReport,
  about: string | undefined,
): string {
  const parts = about === undefined ? [] : [about]
  parts.push(
    table(
      [
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
      rows.map((row, index) => [
        row.case === rows[index - 1]?.case ? '' : `**${row.case}** ${row.size}`,
        ...strategyRow(row),
      ]),
    ),
  )
  if (peers.length > 0)
    parts.push(
      'Engines, on programs of the first instance:',
      table(
        ['case', 'engine and program', 'rows', 'columns', 'p50 ms'],
        peers.map(({ case: name, size, engine, rows: height, columns, p50Ms, skipped }, index) => [
          name === peers[index - 1]?.case ? '' : `**${name}** ${size}`,
          engine,
          height?.toLocaleString('en') ?? '',
          columns?.toLocaleString('en') ?? '',
          skipped ?? digits(p50Ms),
        ]),
      ),
    )
  if (warmStart.length > 0)
    parts.push(
      'From batch to batch: `clearMarket` from nothing, and from the prices of the batch before; medians:',
      table(
        ['case', 'since the batch before', 'n', 'cold ms', 'warm ms', 'cold gap bp', 'warm gap bp'],
        warmStart.map(({ case: name, size, change, instances, coldMs, warmMs, coldGapBp, warmGapBp }, index) => [
          name === warmStart[index - 1]?.case ? '' : `**${name}** ${size}`,
          change,
          String(instances),
          ...[coldMs, warmMs, coldGapBp, warmGapBp].map(digits),
        ]),
      ),
    )
  if (deadlines.length > 0)
    parts.push(
      'Told to stop: milliseconds from the deadline to the answer, median / worst, and of that how late the timer was:',
      table(
        ['case', 'strategy', 'told', 'n', 'ended before', 'with an answer', 'over ms', 'timer ms'],
        deadlines.map((row, index) => {
          const before = deadlines[index - 1]
          return [
            row.case === before?.case ? '' : `**${row.case}** ${row.size}`,
            row.case === before?.case && row.strategy === before.strategy ? '' : row.strategy,
            stopText(row.stop),
            ...[row.instances, row.early, row.answered].map(String),
            ...[row.overMs, row.timerMs].map((of) => (of ? [of.p50, of.max].map(digits).join(' / ') : '')),
          ]
        }),
      ),
    )
  if (targets.length > 0)
    parts.push(
      'Targets, by the strategy that meets them or comes nearest; worst gap of all instances:',
      table(
        ['met', 'case', 'target', 'strategy', 'bp', 'p95 ms'],
        targets.map(({ met, case: name, target, strategy, bp, p95Ms }) => {
          return [met ? 'yes' : 'no', name, target, strategy, digits(bp), digits(p95Ms)]
        }),
      ),
    )
  if (notes.length > 0) parts.push(notes.map((note) => `- ${note}`).join('\n'))
  return parts.join('\n\n')
}

/** The page with the tables between its two marks replaced. */
export function replaceBench(page: string, tables: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`The page lacks ${begin} or, after it, ${end}.`)
  return `${page.slice(0, from + begin.length)}\n\n${tables}\n\n${page.slice(to)}`
}

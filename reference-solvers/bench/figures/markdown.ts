import type { BenchReport } from '../routing/BenchReport.ts'
import { type BenchTable, benchTables } from '../routing/tables.ts'

const begin = '<!-- bench:begin, written by `pnpm bench:figures` -->'
const end = '<!-- bench:end -->'

function markdownTable({ title, head, rows }: BenchTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return `${title}\n\n${[line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')}`
}

/** Tables of a run, as Markdown. `about` says which run it is. */
export function benchMarkdown(report: BenchReport, about: string | undefined): string {
  const parts = about === undefined ? [] : [about]
  parts.push(...benchTables(report).map(markdownTable))
  if (report.notes.length > 0) parts.push(report.notes.map((note) => `- ${note}`).join('\n'))
  return parts.join('\n\n')
}

/** The page with the tables between its two marks replaced. */
export function replaceBench(page: string, tables: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`The page lacks ${begin} or, after it, ${end}.`)
  return `${page.slice(0, from + begin.length)}\n\n${tables}\n\n${page.slice(to)}`
}

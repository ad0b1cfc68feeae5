import Table from 'cli-table3'
import type { BenchReport } from './BenchReport.ts'
import { benchTables } from './tables.ts'

/** For people. */
export function formatReport(report: BenchReport): string {
  const parts = benchTables(report).map(({ title, head, rows }) => {
    const table = new Table({ head: [...head], style: { head: [], border: [] } })
    table.push(...rows.map((row) => [...row]))
    return `${title}\n${table}`
  })
  return [...parts, ...report.notes].join('\n\n')
}

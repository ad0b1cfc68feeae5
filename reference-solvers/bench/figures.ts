/** `pnpm bench:figures <bench.json>`: figures and tables of docs/routing.md from what `pnpm bench:routing --json` said. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { type Chart, gapOverTime, thinAgainstThick, timeOverSize } from './figures/charts.ts'
import { benchMarkdown, replaceBench } from './figures/markdown.ts'
import type { BenchReport } from './routing/BenchReport.ts'

const docs = new URL('../../docs/', import.meta.url)
const page = new URL('routing.md', docs)

const command: Command = new Command('pnpm bench:figures')
  .description('Draws docs/figures/routing-*.svg and writes the tables of docs/routing.md.')
  .argument('<bench.json>', 'what `pnpm --silent bench:routing --json` printed')
  .option('--about <text>', 'what run it was, when, and on what machine: stands above the tables')
  .parse()
const [file] = command.args as [string]
const { about } = command.opts<{ about?: string }>()

function readReport(text: string): BenchReport {
  const {
    rows,
    peers = [],
    warmStart = [],
    deadlines = [],
    targets = [],
    notes = [],
  } = JSON.parse(text) as Partial<BenchReport>
  if (!rows) command.error(`${file} has no rows: it is not what \`bench:routing --json\` prints.`)
  return { rows, peers, warmStart, deadlines, targets, notes }
}

async function draw(name: string, chart: Chart): Promise<void> {
  if (chart.lacks !== undefined) console.error(`routing-${name}.svg: ${chart.lacks}`)
  if (!('spec' in chart)) return
  writeFileSync(new URL(`figures/routing-${name}.svg`, docs), `${await toSvg(chart.spec)}\n`)
}

function toSvg(spec: TopLevelSpec): Promise<string> {
  return new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
}

const report = readReport(readFileSync(file, 'utf8'))
mkdirSync(new URL('figures/', docs), { recursive: true })
await draw('gap-over-time', gapOverTime(report))
await draw('time-over-size', timeOverSize(report))
await draw('thin-thick', thinAgainstThick(report))
writeFileSync(page, replaceBench(readFileSync(page, 'utf8'), benchMarkdown(report, about)))

/**
 * Coverage of `src` by the forge tests, file by file, lines and branches. Fails below the floor.
 *
 *     pnpm --filter @walras/contracts coverage
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Table from 'cli-table3'

const floor = 95
const contracts = join(import.meta.dirname, '..')
const report = join(contracts, 'coverage.lcov')

execFileSync(
  process.execPath,
  [
    'bin/forge.mjs',
    'coverage',
    '--report',
    'lcov',
    '--report-file',
    report,
    '--gas-snapshot-check',
    'false',
    '--gas-snapshot-emit',
    'false',
    '--no-match-path',
    'test/invariants/*',
    // Coverage is measured without the optimizer: sizes and gas limits say nothing then.
    '--no-match-test',
    '[Ff]its',
  ],
  { cwd: contracts, stdio: ['ignore', 'ignore', 'inherit'] },
)
const files = readFileSync(report, 'utf8')
  .split('end_of_record')
  .map((record) => {
    const count = (key: string) => Number(new RegExp(`^${key}:(\\d+)`, 'm').exec(record)?.[1] ?? 0)
    return {
      path: /^SF:(.+)$/m.exec(record)?.[1] ?? '',
      lines: [count('LH'), count('LF')] as const,
      branches: [count('BRH'), count('BRF')] as const,
    }
  })
  .filter(({ path }) => path.startsWith('src/'))
rmSync(report)

type Count = readonly [hit: number, found: number]
const percent = ([hit, found]: Count) => (found === 0 ? 100 : (100 * hit) / found)
const show = (count: Count) => `${percent(count).toFixed(1)} %  ${count[0]}/${count[1]}`
const total = (key: 'lines' | 'branches'): Count =>
  files.reduce<Count>(([hit, found], file) => [hit + file[key][0], found + file[key][1]], [0, 0])

const table = new Table({ head: ['file', 'lines', 'branches'] })
for (const { path, lines, branches } of files) table.push([path, show(lines), show(branches)])
table.push(['all of src', show(total('lines')), show(total('branches'))])
console.log(table.toString())
if (percent(total('lines')) < floor || percent(total('branches')) < floor) {
  console.error(`Below ${floor} %.`)
  process.exitCode = 1
}

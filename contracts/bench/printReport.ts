import { styleText } from 'node:util'
import Table from 'cli-table3'
import { type Report, sizes } from './measure.ts'

const count = (value: number): string => Math.round(value).toLocaleString('en-US')
const style = { head: [], border: [] }
const right = (columns: number) =>
  Array.from({ length: columns }, (_, column) => (column === 0 ? 'left' : 'right') as 'left' | 'right')

export function printReport(report: Report): void {
  const { ours, gpv2, uniswapX } = report
  const published: Record<string, number> = uniswapX.execution
  const table = new Table({
    head: ['intents', 'Walras warm', 'cold', 'total warm', 'GPv2 warm', 'cold', 'total warm', 'UniswapX*'],
    colAligns: right(8),
    style,
  })
  for (const size of sizes) {
    const figures = [ours[size], gpv2[size]].flatMap((settled) =>
      settled ? [settled.warm.perIntent, settled.cold.perIntent, settled.warm.total] : [],
    )
    const theirs = published[size]
    table.push([String(size), ...figures.map(count), theirs ? count(theirs / size) : ''])
  }
  const lines = [
    styleText('bold', 'Gas of an intent when settled in a batch, from receipts: calldata and 21000 included'),
    table.toString(),
    'Warm: buyers who traded before, the next bit of a Permit2 nonce word in use, pool slots that sold before.',
    'Cold: their first trade, a new nonce word, pool slots that never sold. Walras buys from at most 2 pools.',
    "GPv2: CoW Protocol's GPv2Settlement as npm has it; fill-or-kill, one price, no interactions.",
    `* published, not run here: execution alone, without calldata and 21000. ${uniswapX.source}`,
    '',
    `one more intent, warm (50 against 10)   Walras ${count(report.marginalWarm)}   GPv2 ${count(report.gpv2MarginalWarm)}`,
    `a lost race                             ${count(report.lostRace)}: what the code uses above 21000 and calldata when`,
    '                                        the auction is settled already, as debug_traceCall has it',
    `200 intents within ${count(report.maxTransactionGas)} (EIP-7825)   ${report.fitsOneTransaction ? 'yes, cold too' : 'no'}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  if (report.profile) printProfile(report.profile)
}

function printProfile(profile: NonNullable<Report['profile']>): void {
  const table = new Table({ head: ['one more intent goes to', 'gas'], colAligns: right(2), style })
  for (const { step, gas } of profile) if (gas >= 1) table.push([step, count(gas)])
  process.stdout.write(`\n${table.toString()}\n`)
}

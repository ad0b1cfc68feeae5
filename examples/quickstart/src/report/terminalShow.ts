import { styleText } from 'node:util'
import { SingleBar } from 'cli-progress'
import Table from 'cli-table3'
import { formatUnits } from 'viem'
import type { LeaseHour } from '../leases/liveLeases.ts'
import type { DemoShow } from '../runDemo.ts'
import type { RunningMarket } from '../startMarket.ts'
import type { BidView, RoundView } from '../watch/RoundView.ts'
import type { LeaseEnds } from './leaseEnds.ts'
import type { DemoReport } from './writeReport.ts'

const dim = (text: string): string => styleText('dim', text)
const print = (line = ''): boolean => process.stdout.write(`${line}\n`)

/** Millionths of a dollar as dollars. */
export const dollars = (amount: bigint | string): string =>
  Number(formatUnits(BigInt(amount), 6)).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

const bar = new SingleBar({
  format: `{bar} {percentage}%  {stage}`,
  barsize: 24,
  hideCursor: true,
  clearOnComplete: true,
})

function showBid({ solver, status, score, code }: BidView): string {
  const text = `${solver} ${score > 0n ? dollars(score) : ''}`.trim()
  if (status === 'won') return styleText(['green', 'bold'], `${text} ✓`)
  return status === 'lost' ? text : styleText('yellow', `${text} ${status} (${code})`)
}

/** Round numbers are milliseconds of the clock, so that none is used twice; people count from one. */
const roundsShown: string[] = []

function ordinal(round: bigint | number | string): number {
  const known = roundsShown.indexOf(String(round))
  return known < 0 ? roundsShown.push(String(round)) : known + 1
}

/** Why intents were left, as in `72 batch-full, 6 no-pool`. */
function showUnserved(unserved: RoundView['unserved']): string {
  return Object.entries(unserved)
    .map(([code, count]) => `${count} ${code.replace('unserved/', '')}`)
    .join(', ')
}

function showRound({ round, intents, bids, settlement, reason, certifiedGapBps, unserved }: RoundView): void {
  const scores = [...bids].sort((a, b) => (a.score > b.score ? -1 : 1)).map(showBid)
  print(
    `${styleText('bold', `round ${ordinal(round)}`)} ${String(intents).padStart(4)} intents   ${scores.join('   ')}`,
  )
  const left = showUnserved(unserved)
  if (!settlement) return void print(dim(`          nothing settled: ${reason}${left && `: ${left}`}`))
  const { served, surplus, gasUsed, latencyMs } = settlement
  const gas = `${(Number(gasUsed) / 1e6).toFixed(2)}M gas (${Math.round(Number(gasUsed) / served / 1000)}k an intent)`
  print(
    dim(
      `          settled ${served} in one batch   surplus ${dollars(surplus)}   ${gas}   ${(latencyMs / 1000).toFixed(1)} s`,
    ),
  )
  const gap = certifiedGapBps === undefined ? '' : `certified within ${certifiedGapBps} bp of the best   `
  if (gap || left) print(dim(`          ${gap}${left && `left: ${left}`}`))
}

function showStart({ pools, solvers, buyers, intents, deployment, anvil }: RunningMarket): void {
  bar.stop()
  const classes = new Set(pools.map(({ listPrice }) => listPrice.gpuClass)).size
  const regions = new Set(pools.map(({ listPrice }) => listPrice.region)).size
  print(`${styleText('bold', 'Walras')}  settlement ${deployment.settlement} on ${anvil.rpc}`)
  print(
    dim(
      `${pools.length} pools, ${classes} GPU classes, ${regions} regions at list prices of 2025-10-12, 12 slots of an hour`,
    ),
  )
  print(
    dim(
      `solvers ${[...solvers.keys()].join(', ')}; ${intents.length} intents from ${buyers.length} wallets; scores in USD`,
    ),
  )
  print()
}

const deeds = {
  start: 'started',
  heartbeat: 'alive',
  submit: 'submitted',
  challenge: 'challenged',
  respond: 'answered',
  rebut: 'rebutted',
  rule: 'ruled',
  settle: 'settled',
  release: 'released',
  transfer: 'handed on',
  fail: 'declared failed',
  expire: 'expired',
} as const

function showHour({ hour, moves }: LeaseHour): void {
  const done = Object.entries(deeds).flatMap(([action, deed]) => {
    const count = moves[action as keyof typeof deeds]
    return count ? [`${count} ${deed}`] : []
  })
  print(`${styleText('bold', `hour ${hour}`.padEnd(9))} ${dim(done.join(', '))}`)
}

function leaseTable(leases: readonly LeaseEnds[]): string {
  const table = new Table({
    head: ['leases', 'count', 'GPU-hours', 'to operators', 'to buyers', 'from bonds', 'rewards', 'burned'],
    colAligns: ['left', ...Array<'right'>(7).fill('right')],
    style: { head: [], border: [], compact: true },
  })
  for (const { end, leases: count, units, toOperators, toBuyers, compensation, rewards, burned } of leases) {
    const hours = Math.round(Number(units) / 3600).toLocaleString('en-US')
    table.push([end, count, hours, ...[toOperators, toBuyers, compensation, rewards, burned].map(dollars)])
  }
  return table.toString()
}

/** Prints what is going on, for people. */
export const terminalShow: DemoShow = {
  stage(stage, done) {
    if (!process.stdout.isTTY) print(`${String(Math.round(done * 100)).padStart(3)}%  ${stage}`)
    else if (done === 0) bar.start(100, 0, { stage })
    else bar.update(Math.round(done * 100), { stage })
  },
  started: showStart,
  sent() {},
  round: showRound,
  closing() {
    print()
    print(dim('The market closes. Time moves on over the hours that were traded; what becomes of their leases:'))
  },
  hour: showHour,
  kept({ file }, directory) {
    print()
    print(`${styleText('bold', 'The market goes on')} with two new intents every five seconds.`)
    print(`  chain       ${file.rpc}`)
    print(`  settlement  ${file.settlement}`)
    print(`  libp2p      ${file.bootstrap[0]}`)
    print(`  market file ${directory}/market.json   logs ${directory}/logs`)
    print('  join it:    pnpm solver examples/own-solver/firstCome.ts')
    print('Ctrl-C ends it.')
    print()
  },
}

const roundGaps = (gaps: Readonly<Record<string, number>>): string =>
  Object.entries(gaps)
    .map(([round, bps]) => `round ${ordinal(round)}: ${bps} bps`)
    .join('\n')

function outcomes({ intents, refusals, wins, scores, paid, surplus, ...report }: DemoReport): [string, string][] {
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join('\n')
  return [
    ['intents signed', String(intents.signed)],
    ['settled', `${intents.settled} in ${report.rounds} batches`],
    ['expired unserved', String(intents.expired)],
    ['hostile, refused', `${intents.refused}\n${list(refusals)}`],
    ['batches won', list(wins)],
    [
      'score over all auctions, USD',
      Object.entries(scores)
        .map(([name, score]) => `${name} ${dollars(score)}`)
        .join('\n'),
    ],
    ...(report.certifiedGapBps
      ? [['from the best there is, at most', roundGaps(report.certifiedGapBps)] as [string, string]]
      : []),
    ['paid', `${dollars(paid)} USD`],
    ['surplus against limits', `${dollars(surplus)} USD`],
    ['saving against the best single pool', `${report.savingBps} bps`],
    ['spread over the cheapest marginal price', `${report.spreadBps} bps`],
    ['gas per intent', report.gasPerIntent.toLocaleString('en-US')],
    [
      'signed to settled, p50 / p99',
      `${(report.latencyMs.p50 / 1000).toFixed(1)} s / ${(report.latencyMs.p99 / 1000).toFixed(1)} s`,
    ],
  ]
}

/** Prints the closing table and every check. */
export function printReport(report: DemoReport, directory: string): void {
  const table = new Table({ style: { head: [], border: [], compact: true } })
  table.push(...outcomes(report))
  print()
  print(table.toString())
  print()
  if (report.leases && report.bonds) {
    const { accounts, bonded, slashed, unbonded } = report.bonds
    print(leaseTable(report.leases))
    print(
      dim(
        `bonds of ${accounts} accounts: ${dollars(bonded)} put up, ${dollars(slashed)} lost, ${dollars(unbonded)} taken out`,
      ),
    )
    print()
  }
  print(styleText('bold', 'Checked from the chain:'))
  for (const { name, ok, detail } of report.checks)
    print(`  ${ok ? styleText('green', '✓') : styleText('red', '✗')} ${name}  ${dim(detail)}`)
  print()
  print(
    report.ok
      ? styleText('green', 'Every check holds.')
      : styleText('red', `Some checks failed; logs are in ${directory}/logs.`),
  )
}

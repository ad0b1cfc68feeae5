/** `pnpm bench:routing`: every strategy on the same markets, with proofs of how good a solution could be; engines beside. */
import { stopMemoryReducer } from '@walras/solver-kit'
import { Command, InvalidArgumentError } from 'commander'
import { strategies } from '../src/strategies.ts'
import { routingCases } from './routing/cases.ts'
import { RoutingBench } from './routing/RoutingBench.ts'
import { formatReport } from './routing/report.ts'

/** A positive whole number. */
function positive(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a positive whole number.')
  return value
}

function known(list: readonly string[]) {
  return (name: string, before: string[] = []): string[] => {
    if (!list.includes(name)) throw new InvalidArgumentError(`There are: ${list.join(', ')}.`)
    return [...before, name]
  }
}

const command = new Command('pnpm bench:routing')
  .description('Routing strategies on the same markets: time, and gap to a proven bound.')
  .option('--json', 'one JSON object on stdout (`pnpm --silent bench:routing --json`: pnpm itself prints a heading)')
  .option('--quick', 'few instances, short limits: under a minute')
  .option('--case <name...>', `only these: ${Object.keys(routingCases).join(', ')}`, known(Object.keys(routingCases)))
  .option('--strategy <name...>', 'only these strategies', known(Object.keys(strategies)))
  .option('--instances <count>', 'this many instances a case', positive)
  .option('--seed <number>', 'seed of the first instance', positive, 1)
  .parse()
const {
  json,
  quick = false,
  ...chosen
} = command.opts<{
  json?: true
  quick?: true
  case?: string[]
  strategy?: string[]
  instances?: number
  seed: number
}>()

// As the solvers' command does.
stopMemoryReducer()
const progress = (line: string) => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`)
const bench = new RoutingBench({ quick, ...chosen }, progress)
/** Ends the process once all is written: what is written to a pipe is not yet with its reader. */
const printAndEnd = (code: number): void => {
  const report = bench.report()
  process.stdout.write(`${json ? JSON.stringify(report) : formatReport(report)}\n`, () => process.exit(code))
}
process.once('SIGINT', () => {
  bench.interrupted()
  printAndEnd(130)
})
await bench.run()
printAndEnd(0)

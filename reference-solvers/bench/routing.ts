/** `pnpm bench:routing`: every strategy on the same markets, with proofs of how good a solution could be; engines beside. */
import { Command, InvalidArgumentError } from 'commander'
import { highsBackend } from '../src/backends/highsBackend.ts'
import { strategies } from '../src/strategies.ts'
import { type BenchRow, makeRow } from './routing/BenchRow.ts'
import { arcByArc, routingCases } from './routing/cases.ts'
import { findTruth, type Truth } from './routing/oracles.ts'
import { glpsol, type PeerRow, runPeers } from './routing/peers.ts'
import { formatReport } from './routing/report.ts'
import { type Run, StrategyRunner } from './routing/StrategyRunner.ts'
import { judgeTargets } from './routing/targets.ts'

interface Options {
  json?: true
  quick?: true
  case?: string[]
  strategy?: string[]
  instances?: number
  seed: number
}

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
const options = command.opts<Options>()
const quick = options.quick === true

const progress = (line: string) => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`)
/** A full run ends a solve after 20 s, and a strategy's turn at a case after 30 s; a quick one gives 2 s for both. */
const runner = new StrategyRunner(
  quick ? { solveMs: 2_000, totalMs: 2_000 } : { solveMs: 20_000, totalMs: 30_000 },
  !quick,
)
const backend = await highsBackend()

/** Of large cases only so many instances get a bound of their own; the others have those that strategies prove. */
const provenLarge = 2
/** Intents × pools × slots: how much strategies that look at every arc have to look at. */
const arcsOf = (size: string): number => size.split('×').reduce((product, factor) => product * Number(factor), 1)
/** Where a strategy's solve was ended: it is not tried on anything larger. */
const tooSlow = new Map<string, { name: string; size: string }>()

const rows: BenchRow[] = []
const peers: PeerRow[] = []
const notes: string[] = []
if (quick) notes.push(`Quick: large cases without ${arcByArc.join(', ')}, and only small programs for engines.`)
if (!glpsol) notes.push('glpsol is not installed (Debian: glpk-utils): its rows are missing.')

for (const [name, routingCase] of Object.entries(routingCases)) {
  const chosen = options.case?.includes(name) ?? true
  const count = options.instances ?? (quick ? Math.max(routingCase.quick, options.case ? 1 : 0) : routingCase.instances)
  if (!chosen || count === 0) continue
  const { size, mipMs = 0 } = routingCase
  const truths = new Map<number, Truth>()
  const seeds: number[] = []
  for (let seed = options.seed; seed < options.seed + count; seed++) {
    const proves = !routingCase.large || seed - options.seed < provenLarge
    const problem = proves ? routingCase.make(seed) : undefined
    if (proves && !problem) break
    seeds.push(seed)
    if (!problem) continue
    progress(`${name} ${size}: bound of instance ${seed}`)
    const limits = quick ? { boundMs: 1_000, mipMs: Math.min(mipMs, 1_000) } : { boundMs: 20_000, mipMs }
    truths.set(seed, findTruth(routingCase, problem, backend, limits))
    if (seed > options.seed || !routingCase.peers) continue
    progress(`${name} ${size}: engines`)
    const peerLimits = quick
      ? { solveMs: 1_000, repeats: 1, mostColumns: 1_000 }
      : { solveMs: 30_000, repeats: 5, mostColumns: 400_000 }
    peers.push(...(await runPeers({ case: name, size }, routingCase, problem, peerLimits)))
  }
  if (truths.size === 0) {
    notes.push(`${name}: its data is not at hand (WALRAS_DATA).`)
    continue
  }
  const runs: { strategy: string; run: Run }[] = []
  for (const strategy of Object.keys(strategies)) {
    if (options.strategy && !options.strategy.includes(strategy)) continue
    if (quick && routingCase.large && !options.strategy && arcByArc.includes(strategy)) continue
    const tooLarge = tooSlow.get(strategy)
    if (tooLarge && arcsOf(size) >= arcsOf(tooLarge.size)) {
      runs.push({ strategy, run: { solved: [], skipped: `too slow at ${tooLarge.name}` } })
      continue
    }
    progress(`${name} ${size}: ${strategy}`)
    const run = await runner.run({ caseName: name, strategy, seeds })
    runs.push({ strategy, run })
    if (run.skipped?.startsWith('>')) tooSlow.set(strategy, { name, size })
    for (const { seed, bound } of run.solved) {
      const known = truths.get(seed)
      if (bound !== undefined && !(known && known.bound <= Number(bound)))
        truths.set(seed, { ...known, bound: Number(bound) })
    }
  }
  for (const { strategy, run } of runs) {
    const named = { case: name, size, strategy, ...(run.skipped === undefined ? {} : { skipped: run.skipped }) }
    rows.push(makeRow(named, run.solved, truths))
  }
}
await runner.close()

const report = { rows, peers, targets: judgeTargets(rows), notes }
console.log(options.json ? JSON.stringify(report) : formatReport(report))

import type { LpBackend } from '@walras/solver-kit'
import { highsBackend } from '../../src/backends/highsBackend.ts'
import { strategies } from '../../src/strategies.ts'
import type { BenchReport } from './BenchReport.ts'
import { type BenchRow, makeRow } from './BenchRow.ts'
import { arcByArc, type RoutingCase, routingCases } from './cases.ts'
import { type DeadlineRow, measureDeadlinesApart, stoppedCases } from './deadlines.ts'
import { findTruth, type Truth } from './oracles.ts'
import { glpsol, type PeerRow, runPeers } from './peers.ts'
import type { Solved, WarmUp } from './SolveMessage.ts'
import { StrategyRunner } from './StrategyRunner.ts'
import { judgeTargets } from './targets.ts'
import { measureWarmStart, type WarmStartRow } from './warmStart.ts'

export interface RoutingBenchOptions {
  quick: boolean
  case?: readonly string[]
  strategy?: readonly string[]
  instances?: number
  /** Of the first instance. */
  seed: number
}

/** Milliseconds. */
interface Budget {
  /** How a strategy that a target is about solves a case's first instance before anything counts. */
  warmUp: WarmUp
  /** Longer solves are ended, and the strategy is not tried on anything larger. */
  solveMs: number
  /** After so much solving of a case a strategy gets no further instance; `fullMs` where targets are about it. */
  pairMs: number
  fullMs: number
  /**
   * After so much time in all, cases that no target is about get no more than so many instances, and solves no more than so
   * long; with no instances, what is left is left out, whatever it is.
   */
  late: { afterMs: number; instances: number; solveMs: number }
  boundMs: number
  /** Most for an integer program. */
  mipMs: number
  peers: { solveMs: number; repeats: number; mostColumns: number }
}

/** Enough where times are only looked at. */
const once: WarmUp = { ms: 0, solves: 1, mostMs: 0, markets: 0 }

const fullBudget: Budget = {
  warmUp: { ms: 2_000, solves: 8, mostMs: 10_000, markets: 8 },
  solveMs: 10_000,
  pairMs: 5_000,
  fullMs: 90_000,
  late: { afterMs: 10 * 60_000, instances: 3, solveMs: 3_000 },
  boundMs: 10_000,
  mipMs: Number.POSITIVE_INFINITY,
  peers: { solveMs: 5_000, repeats: 5, mostColumns: 400_000 },
}

const quickBudget: Budget = {
  warmUp: once,
  solveMs: 3_000,
  pairMs: 1_500,
  fullMs: 1_500,
  late: { afterMs: 48_000, instances: 0, solveMs: 3_000 },
  boundMs: 1_000,
  mipMs: 1_000,
  peers: { solveMs: 1_000, repeats: 1, mostColumns: 7_000 },
}

/** Of large cases only so many instances get a bound of their own; the others have those that strategies prove. */
const provenLarge = 2

/** A strategy on a case, so far. */
interface Run {
  strategy: string
  solved: Solved[]
  /** Milliseconds it has solved for, all runs. */
  spent: number
  skipped?: string
}

interface Measured {
  name: string
  size: string
  truths: Map<number, Truth>
  runs: Run[]
}

/** Intents × pools × slots: how much strategies that look at every arc have to look at. */
const arcsOf = (size: string): number => size.split('×').reduce((product, factor) => product * Number(factor), 1)

/** All that the bench measures, case by case; what there is so far can be had at any time. */
export class RoutingBench {
  readonly #options: RoutingBenchOptions
  readonly #budget: Budget
  readonly #progress: (line: string) => void
  readonly #runner = new StrategyRunner()
  readonly #tooSlow = new Map<string, { name: string; size: string }>()
  readonly #measured: Measured[] = []
  readonly #peers: PeerRow[] = []
  readonly #warmStart: WarmStartRow[] = []
  readonly #deadlines: DeadlineRow[] = []
  readonly #notes: string[] = []

  constructor(options: RoutingBenchOptions, progress: (line: string) => void) {
    this.#options = options
    this.#budget = options.quick ? quickBudget : fullBudget
    this.#progress = progress
    if (options.quick)
      this.#notes.push(`Quick: large cases without ${arcByArc.join(', ')}, and only small programs for engines.`)
    if (!glpsol) this.#notes.push('glpsol is not installed (Debian: glpk-utils): its rows are missing.')
  }

  /** Somebody ended the run. */
  interrupted(): void {
    this.#notes.push('Interrupted: what was measured until then.')
  }

  report(): BenchReport {
    const rows = this.#measured.flatMap(({ name, size, truths, runs }) =>
      runs.map(({ strategy, solved, skipped }): BenchRow => {
        return makeRow(
          { case: name, size, strategy, ...(skipped === undefined ? {} : { skipped }) },
          solved,
          withProofs(truths, runs),
        )
      }),
    )
    return {
      rows,
      peers: this.#peers,
      warmStart: this.#warmStart,
      deadlines: this.#deadlines,
      targets: judgeTargets(rows),
      notes: this.#notes,
    }
  }

  async run(): Promise<void> {
    const backend = await highsBackend()
    for (const [name, routingCase] of Object.entries(routingCases)) {
      const count = this.#instancesOf(name, routingCase)
      if (count > 0) await this.#runCase(name, routingCase, count, backend)
    }
    await this.#runner.close()
    this.#runWarmStart()
    await this.#runDeadlines()
  }

  #instancesOf(name: string, routingCase: RoutingCase): number {
    const { instances, quick } = routingCase
    const { case: chosen } = this.#options
    if (chosen && !chosen.includes(name)) return 0
    const planned = this.#options.instances ?? (this.#options.quick ? Math.max(quick, chosen ? 1 : 0) : instances)
    const { instances: most } = this.#budget.late
    if (planned <= most || !this.#isLate() || (most > 0 && routingCase.inFull)) return planned
    this.#notes.push(`${name}: ${most === 0 ? 'left out' : `${most} of ${planned} instances`}, for want of time.`)
    return most
  }

  #isLate(): boolean {
    return performance.now() > this.#budget.late.afterMs
  }

  /** Whether there is no time for more; then the report says so. */
  #leavesOut(what: string): boolean {
    const leaves = this.#budget.late.instances === 0 && this.#isLate()
    if (leaves) this.#notes.push(`${what}: left out, for want of time.`)
    return leaves
  }

  #strategiesOf({ large }: RoutingCase): string[] {
    const { strategy: chosen, quick } = this.#options
    if (chosen) return Object.keys(strategies).filter((strategy) => chosen.includes(strategy))
    return Object.keys(strategies).filter((strategy) => !(quick && large && arcByArc.includes(strategy)))
  }

  async #runCase(name: string, routingCase: RoutingCase, count: number, backend: LpBackend): Promise<void> {
    const { size, large, traced, mipMs = 0, peers } = routingCase
    const { boundMs, mipMs: mostMipMs, peers: peerLimits } = this.#budget
    const truths = new Map<number, Truth>()
    const runs = this.#strategiesOf(routingCase).map((strategy): Run => {
      const tooLarge = this.#tooSlow.get(strategy)
      const skipped = tooLarge && arcsOf(size) >= arcsOf(tooLarge.size) ? `too slow at ${tooLarge.name}` : undefined
      return { strategy, solved: [], spent: 0, ...(skipped === undefined ? {} : { skipped }) }
    })
    const { seed: firstSeed } = this.#options
    const seeds = seedsFrom(firstSeed, count)
    if (traced && !routingCase.make(firstSeed)) {
      this.#notes.push(`${name}: its data is not at hand (WALRAS_DATA).`)
      return
    }
    this.#measured.push({ name, size, truths, runs })
    const prove = async (seed: number): Promise<void> => {
      const problem = routingCase.make(seed)
      if (!problem) return
      this.#progress(`${name} ${size}: bound of instance ${seed}`)
      truths.set(seed, findTruth(routingCase, problem, backend, { boundMs, mipMs: Math.min(mipMs, mostMipMs) }))
      if (seed !== firstSeed || !peers) return
      this.#progress(`${name} ${size}: engines`)
      this.#peers.push(...(await runPeers({ case: name, size }, routingCase, problem, peerLimits)))
    }
    for (const seed of seeds) {
      if (!large) await prove(seed)
      if (seed === firstSeed)
        // Each takes a fresh worker, which makes the market anew.
        for (const run of runs)
          if (!this.#options.quick && routingCase.inFull?.includes(run.strategy))
            await this.#solve(run, name, routingCase, seed, true)
      for (const run of runs) await this.#solve(run, name, routingCase, seed, false)
      const times = runs.flatMap(({ strategy, solved }) => {
        const last = solved.at(-1)
        return last?.seed === seed ? [`${strategy} ${last.milliseconds.toFixed(0)}`] : []
      })
      this.#progress(`${name} ${size}: instance ${seed}, ms: ${times.join(', ')}`)
    }
    // Once all are timed: what proofs of large ones leave in memory is collected in the middle of others' solves.
    if (large) for (const seed of seeds.slice(0, provenLarge)) await prove(seed)
  }

  async #solve(run: Run, name: string, { size, inFull }: RoutingCase, seed: number, cold: boolean): Promise<void> {
    if (run.skipped !== undefined) return
    const { pairMs, fullMs, late } = this.#budget
    const isTarget = inFull?.includes(run.strategy) ?? false
    const most = isTarget ? fullMs : pairMs
    const warmUp = isTarget ? this.#budget.warmUp : once
    const solveMs = !inFull && this.#isLate() ? late.solveMs : this.#budget.solveMs
    if (!cold && run.spent > most) {
      run.skipped = `no more after ${most / 1000} s`
      return
    }
    if (cold) await this.#runner.close()
    const result = await this.#runner.run({ caseName: name, strategy: run.strategy, seed, cold, warmUp }, solveMs)
    if ('skipped' in result) {
      run.skipped = result.skipped
      if (result.skipped.startsWith('>')) this.#tooSlow.set(run.strategy, { name, size })
      return
    }
    run.solved.push(result)
    if (!cold) run.spent += result.milliseconds + (result.certifyMs ?? 0)
  }

  #runWarmStart(): void {
    const { quick, case: chosen, strategy, seed } = this.#options
    if (strategy && !strategy.includes('clearing')) return
    for (const name of ['joint']) {
      if ((chosen && !chosen.includes(name)) || this.#leavesOut('From batch to batch')) continue
      this.#progress(`${name}: from batch to batch`)
      this.#warmStart.push(...(measureWarmStart(name, seedsFrom(seed, quick ? 1 : 6)) ?? []))
    }
  }

  async #runDeadlines(): Promise<void> {
    const { quick, case: chosen, strategy: only, seed } = this.#options
    for (const { caseName, names, instances } of stoppedCases(quick)) {
      if ((chosen && !chosen.includes(caseName)) || this.#leavesOut('Told to stop')) continue
      for (const strategy of names) {
        if (only && !only.includes(strategy)) continue
        this.#progress(`${caseName}: ${strategy}, told to stop`)
        const seeds = seedsFrom(seed, instances)
        this.#deadlines.push(...(await measureDeadlinesApart({ caseName, strategy, seeds })))
      }
    }
  }
}

const seedsFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, at) => first + at)

/** What is known of each instance, with the least bound that any strategy proves. */
function withProofs(truths: ReadonlyMap<number, Truth>, runs: readonly Run[]): Map<number, Truth> {
  const best = new Map(truths)
  for (const { seed, bound } of runs.flatMap(({ solved }) => solved)) {
    const known = best.get(seed)
    if (bound !== undefined && !(known && known.bound <= Number(bound)))
      best.set(seed, { ...known, bound: Number(bound) })
  }
  return best
}

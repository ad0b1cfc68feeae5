import type { Demand, ModelArc } from './MarketModel.ts'
import type { Plan, PlannedFill } from './Plan.ts'
import { PoolRuns, type Run, type RunOptions } from './PoolRuns.ts'

interface Wanted extends RunOptions {
  plan: Plan
  demand: Demand
  work: number
  /** What the demand may buy of each pool, by slot. */
  pools: readonly (readonly ModelArc[])[]
}

/** What a pool has to offer. */
interface Prospect {
  /** Place among the pools. */
  pool: number
  arcs: readonly ModelArc[]
  /** Its best run gains no more than this. */
  most: number
  /** The best run, once it has been quoted. */
  run: Run | undefined
}

/** Sums of floats may be a little more than what they are bounded by. */
const closeCall = 1e-9

/** Pools for so much work, those first that promise most. */
function prospectsOf(runs: PoolRuns, pools: readonly Pick<Prospect, 'pool' | 'arcs'>[], work: number): Prospect[] {
  const prospects: Prospect[] = []
  for (const { pool, arcs } of pools) {
    if (!runs.look(arcs)) continue
    const most = runs.mostGain(work)
    if (most > Number.NEGATIVE_INFINITY) prospects.push({ pool, arcs, most, run: undefined })
  }
  return prospects.sort(byPromise)
}

function toProspect(arcs: readonly ModelArc[], pool: number): Pick<Prospect, 'pool' | 'arcs'> {
  return { pool, arcs }
}

function byPromise(a: Prospect, b: Prospect): number {
  return b.most - a.most || a.pool - b.pool
}

/**
 * Whose best run gains most; if the job is all or nothing and some pool can do what is missing, of those that can. Only
 * pools that promise as much as the best so far are quoted: few of many.
 */
function bestProspect(
  runs: PoolRuns,
  prospects: readonly Prospect[],
  { missing, whole }: { missing: number; whole: boolean },
): Prospect | undefined {
  let best: Prospect | undefined
  let complete: Prospect | undefined
  for (const prospect of prospects) {
    const leader = whole ? complete : best
    if (leader && prospect.most + closeCall * Math.abs(prospect.most) < gainOf(leader)) break
    if (!prospect.run) {
      runs.look(prospect.arcs)
      prospect.run = runs.best(missing)
    }
    if (isBetter(prospect, best)) best = prospect
    if ((prospect.run?.work ?? 0) >= missing && isBetter(prospect, complete)) complete = prospect
  }
  return whole && complete ? complete : best
}

/** All but the best, for what is missing then. Runs that do no more than that stay the best of their pools. */
function withoutBest(runs: PoolRuns, prospects: readonly Prospect[], best: Prospect, missing: number): Prospect[] {
  const known: Prospect[] = []
  const again: Prospect[] = []
  for (const prospect of prospects) {
    if (prospect === best) continue
    const isKnown = prospect.run !== undefined && prospect.run.work <= missing
    const list = isKnown ? known : again
    list.push(prospect)
  }
  return [...known, ...prospectsOf(runs, again, missing)].sort(byPromise)
}

function gainOf({ run }: Prospect): number {
  return run?.gain ?? Number.NEGATIVE_INFINITY
}

function isBetter(prospect: Prospect, other: Prospect | undefined): boolean {
  if (!other) return true
  const more = gainOf(prospect) - gainOf(other)
  return more > 0 || (more === 0 && prospect.pool < other.pool)
}

/**
 * Fills for an intent that wants the same machines in consecutive slots: the best reservation, then the next best on
 * another pool for what is missing, as far as the intent may be spread.
 */
export function contiguousFills({ plan, demand, work, pools, ...options }: Wanted): PlannedFill[] {
  const runs = new PoolRuns(plan, demand, options)
  const whole = demand.minWork === demand.work
  const fills: PlannedFill[] = []
  let missing = work
  let prospects = prospectsOf(runs, pools.map(toProspect), work)
  for (let used = 0; used < demand.maxPools && missing > 0; used++) {
    const best = bestProspect(runs, prospects, { missing, whole })
    const enough = work - missing >= demand.minWork
    if (!best?.run || (enough && best.run.gain <= 0)) break
    fills.push(...best.run.fills)
    missing -= best.run.work
    if (missing <= 0) break
    prospects = withoutBest(runs, prospects, best, missing)
  }
  return fills
}

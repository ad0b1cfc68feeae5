import type { Demand, ModelArc } from './MarketModel.ts'
import type { Plan, PlannedFill } from './Plan.ts'
import { type ReservePrices, unitsFor, workOf } from './waterFill.ts'

interface Run {
  fills: PlannedFill[]
  work: number
  /** Value of the work less its cost. */
  gain: number
}

interface Wanted {
  plan: Plan
  demand: Demand
  work: number
  reserve?: ReservePrices | undefined
}

function costOf({ plan, reserve }: Wanted, { cell }: ModelArc, units: number): number {
  return Math.max(plan.cost(cell, units), units * (reserve?.[cell] ?? 0))
}

/**
 * The best reservation on one pool: the same units in consecutive slots. Tries every first slot and length, with the
 * units that finish the work in that many slots, or what the tightest slot has left.
 */
function bestRun(wanted: Wanted, arcs: readonly ModelArc[]): Run | undefined {
  const { plan, demand, work } = wanted
  let best: Run | undefined
  for (let length = 1; length <= arcs.length; length++)
    for (let first = 0; first + length <= arcs.length; first++) {
      const run = arcs.slice(first, first + length)
      const [start, end] = [run[0] as ModelArc, run[length - 1] as ModelArc]
      if (end.slot - start.slot !== length - 1) continue
      const needed = Math.max(unitsFor(start, Math.ceil(work / length)), demand.minUnits)
      const units = Math.min(needed, ...run.map(({ cell }) => plan.left(cell)))
      if (units < demand.minUnits || units <= 0) continue
      const done = Math.min(work, workOf(start, units) * length)
      const gain = demand.value * done - run.reduce((sum, arc) => sum + costOf(wanted, arc, units), 0)
      const better =
        !best || (demand.minWork === demand.work && done !== best.work ? done > best.work : gain > best.gain)
      if (better) best = { fills: run.map((arc) => ({ arc, units })), work: done, gain }
    }
  return best
}

/**
 * Fills for an intent that wants the same machines in consecutive slots: the best reservation, then the next best on
 * another pool for what is missing, as far as the intent may be spread.
 */
export function contiguousFills(wanted: Wanted): PlannedFill[] {
  const { demand } = wanted
  const fills: PlannedFill[] = []
  let missing = wanted.work
  let pools = demand.pools
  for (let used = 0; used < demand.maxPools && missing > 0 && pools.length > 0; used++) {
    const runs = pools.map((arcs) => bestRun({ ...wanted, work: missing }, arcs))
    const enough = wanted.work - missing >= demand.minWork
    const complete = demand.minWork === demand.work && runs.some((run) => run && run.work >= missing)
    const best = runs.reduce<number>((at, run, index) => {
      if (!run || (complete && run.work < missing)) return at
      const other = runs[at]
      return !other || run.gain > other.gain ? index : at
    }, -1)
    const run = runs[best]
    if (!run || (enough && run.gain <= 0)) break
    fills.push(...run.fills)
    missing -= run.work
    pools = pools.filter((_, index) => index !== best)
  }
  return fills
}

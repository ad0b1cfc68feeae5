import { addGas, settlementGas } from '../rules/settlementGas.ts'
import { unitsBelow } from './FloatCurve.ts'
import type { Cell, Demand, ModelArc } from './MarketModel.ts'
import type { Plan, PlannedFill } from './Plan.ts'
import { type ReservePrices, reservedCost, unitsFor, workOf } from './waterFill.ts'

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
  /** What the demand may buy of each pool, by slot. */
  pools: readonly (readonly ModelArc[])[]
  /**
   * Base units that an H100-second is reckoned at, for the last one of each cell too: takes from many pools a little, where
   * that is cheap, instead of from few to the top. Default: what the buyer pays, and all that is left.
   */
  workPrice?: number
}

/** Gas of a fill in a slot of its own. */
const gasPerFill = addGas(0, settlementGas({ orders: 0, options: 0, fills: 1, purchases: 1, products: 0 }))

/** Whether an arc's next unit costs less than a price of work. */
function isCheap(
  plan: Plan,
  { cell, speed }: ModelArc,
  workPrice: number,
  reserve: ReservePrices | undefined,
): boolean {
  const most = workPrice * speed
  return (reserve?.[cell] ?? 0) < most && plan.price(cell) < most
}

/**
 * The best reservation on one pool: the same units in consecutive slots. Tries every first and last slot, with the units
 * that finish the work in that many slots, or what the tightest slot has left. An all-or-nothing job takes the run that
 * does most of it, the cheapest of those.
 */
function bestRun({ plan, demand, work, reserve, workPrice }: Wanted, arcs: readonly ModelArc[]): Run | undefined {
  const whole = demand.minWork === demand.work
  const value = workPrice ?? demand.value
  if (workPrice !== undefined && !arcs.some((arc) => isCheap(plan, arc, workPrice, reserve))) return undefined
  const prices = arcs.map(({ cell }) => Math.max(plan.price(cell), reserve?.[cell] ?? 0))
  const left = arcs.map(({ cell, speed }) => {
    if (workPrice === undefined) return plan.left(cell)
    const { curve } = plan.model.cells[cell] as Cell
    return Math.floor(unitsBelow(curve, workPrice * speed) - plan.sold(cell))
  })
  let best: { first: number; last: number; units: number; work: number; gain: number } | undefined
  for (let first = 0; first < arcs.length; first++) {
    let tightest = Number.POSITIVE_INFINITY
    let price = 0
    for (let last = first; last < arcs.length; last++) {
      const arc = arcs[last] as ModelArc
      const length = last - first + 1
      if (arc.slot - (arcs[first]?.slot ?? 0) !== length - 1) break
      tightest = Math.min(tightest, left[last] ?? 0)
      price += prices[last] ?? 0
      if (tightest <= 0 || tightest < demand.minUnits) break
      const units = Math.min(tightest, Math.max(unitsFor(arc, Math.ceil(work / length)), demand.minUnits))
      const done = Math.min(work, workOf(arc, units) * length)
      const gas = plan.gasPrice * length * gasPerFill
      const more = !best || (whole && workPrice === undefined && done > best.work)
      // No unit costs less than the first: most runs are ruled out without a quote.
      if (best && !more && whole && workPrice === undefined && done < best.work) continue
      if ((!more || workPrice !== undefined) && value * done - units * price - gas <= (best?.gain ?? 0)) continue
      let cost = 0
      for (let at = first; at <= last; at++) {
        const { cell } = arcs[at] as ModelArc
        cost += reservedCost(plan, cell, units, reserve?.[cell] ?? 0)
      }
      const gain = value * done - cost - gas
      if (more || gain > (best?.gain ?? 0)) best = { first, last, units, work: done, gain }
    }
  }
  if (!best) return undefined
  const { first, last, units } = best
  return { fills: arcs.slice(first, last + 1).map((arc) => ({ arc, units })), work: best.work, gain: best.gain }
}

/**
 * Fills for an intent that wants the same machines in consecutive slots: the best reservation, then the next best on
 * another pool for what is missing, as far as the intent may be spread.
 */
export function contiguousFills(wanted: Wanted): PlannedFill[] {
  const { demand, pools } = wanted
  const fills: PlannedFill[] = []
  let missing = wanted.work
  const runs = pools.map((arcs) => bestRun(wanted, arcs))
  for (let used = 0; used < demand.maxPools && missing > 0; used++) {
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
    // Runs that do no more than what is missing stay the best of their pools.
    runs[best] = undefined
    for (let index = 0; index < runs.length; index++)
      if ((runs[index]?.work ?? 0) > missing)
        runs[index] = missing > 0 ? bestRun({ ...wanted, work: missing }, pools[index] as ModelArc[]) : undefined
  }
  return fills
}

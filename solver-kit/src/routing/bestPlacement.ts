import { contiguousFills } from './contiguousPlacement.ts'
import { fluidFills } from './fluidPlacement.ts'
import type { Demand } from './MarketModel.ts'
import type { Placement, Plan, PlannedFill } from './Plan.ts'
import { type ReservePrices, reservedCost, weigh, workOf } from './waterFill.ts'

export interface BestPlacementOptions {
  /** Lowest prices to reckon with, by cell: keeps cheap units for those who need them more. */
  reserve?: ReservePrices | undefined
}

function candidates(plan: Plan, demand: Demand, reserve: ReservePrices | undefined): PlannedFill[][] {
  const { work, minWork, value } = demand
  if (demand.contiguous) {
    const wanted = { plan, demand, work, reserve }
    return reserve ? reservations(wanted, reserve) : [contiguousFills(wanted)]
  }
  const all = { plan, demand, reserve, work, maxWorkPrice: Number.POSITIVE_INFINITY }
  if (minWork === work) return fluidFills(all)
  const worthwhile = fluidFills({ ...all, maxWorkPrice: value })
  if (worthwhile.some((fills) => done(fills) >= minWork)) return worthwhile
  // What is worth its price is less than the buyer accepts at all; together it may still be worth it.
  return fluidFills({ ...all, work: minWork })
}

/** Prices of work that reservations are tried at, beside the cheapest there is. */
const aboveCheapest = [1.003, 1.01, 1.02, 1.04, 1.08, 1.16]

/** Reservations at the least price of work that does all of it, and what was found on the way. */
function reservations(wanted: { plan: Plan; demand: Demand; work: number }, reserve: ReservePrices): PlannedFill[][] {
  const { demand, work } = wanted
  let cheapest = demand.value
  for (const { cell, speed } of demand.arcs) cheapest = Math.min(cheapest, (reserve[cell] as number) / speed)
  const found: PlannedFill[][] = []
  for (const factor of aboveCheapest) {
    const fills = contiguousFills({ ...wanted, reserve, workPrice: factor * cheapest })
    found.push(fills)
    if (done(fills) >= work) return found
  }
  return [...found, contiguousFills({ ...wanted, reserve })]
}

function done(fills: readonly PlannedFill[]): number {
  return fills.reduce((sum, { arc, units }) => sum + workOf(arc, units), 0)
}

/**
 * The most valuable way to serve an intent with what the plan leaves, by all of the intent's own rules: the fills whose
 * work is worth most above what they add to cost. The plan must not hold the intent. `undefined` when nothing is gained.
 *
 * @example
 * ```ts
 * const placement = bestPlacement(plan, 7)
 * if (placement) plan.place(placement)
 * ```
 */
export function bestPlacement(
  plan: Plan,
  intent: number,
  { reserve }: BestPlacementOptions = {},
): Placement | undefined {
  const demand = plan.model.demands[intent]
  if (!demand || demand.arcs.length === 0) return undefined
  let best: Placement | undefined
  let bestGain = 0
  for (const fills of candidates(plan, demand, reserve)) {
    const placement = weigh(plan, intent, fills)
    if (fills.length === 0 || placement.work < demand.minWork) continue
    const gain = reserve ? placement.gain - forgone(plan, fills, reserve) : placement.gain
    if (gain > bestGain) {
      best = placement
      bestGain = gain
    }
  }
  return best
}

/** What the fills would cost more at reserve prices. */
function forgone(plan: Plan, fills: readonly PlannedFill[], reserve: ReservePrices): number {
  return fills.reduce((sum, { arc, units }) => {
    return sum + reservedCost(plan, arc.cell, units, reserve[arc.cell] ?? 0) - plan.cost(arc.cell, units)
  }, 0)
}

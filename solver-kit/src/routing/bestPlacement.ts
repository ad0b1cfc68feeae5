import { contiguousFills } from './contiguousPlacement.ts'
import { type FluidOptions, fluidPlacement, leastGain } from './fluidPlacement.ts'
import type { Demand } from './MarketModel.ts'
import type { Placement, Plan, PlannedFill } from './Plan.ts'
import { type ReservePrices, reservedCost, weigh, workOf } from './waterFill.ts'

export interface BestPlacementOptions extends FluidOptions {}

/** Prices of work that reservations are tried at, beside the cheapest there is. */
const aboveCheapest = [1.003, 1.01, 1.02, 1.04, 1.08, 1.16]

/** Candidate reservations: with reserve prices those at the least price of work that does all of it, and what was found on the way. */
function reservations(plan: Plan, demand: Demand, { reserve, only }: BestPlacementOptions): PlannedFill[][] {
  const found: PlannedFill[][] = []
  if (reserve) {
    const least = demand.lines.map((option) => leastReserve(plan, demand, option, reserve))
    const cheapest = least.reduce((price, other) => Math.min(price, other), demand.value)
    for (const factor of aboveCheapest) {
      const workPrice = factor * cheapest
      const lines = demand.lines.filter((_, at) => (least[at] as number) < workPrice)
      const pools = plan.model.poolsOf(lines, demand.window)
      const fills = contiguousFills({ plan, demand, pools: among(pools, only), work: demand.work, reserve, workPrice })
      found.push(fills)
      if (done(fills) >= demand.work) return found
    }
  }
  found.push(contiguousFills({ plan, demand, pools: among(demand.pools, only), work: demand.work, reserve }))
  return found
}

function among(pools: Demand['pools'], only: readonly number[] | undefined): Demand['pools'] {
  return only ? pools.filter(([arc]) => arc && only.includes(arc.pool)) : pools
}

/** The reserve price of work in a line where it is least. Reserve prices are those of products. */
function leastReserve(
  { model: { products, slots } }: Plan,
  { window: { from, to } }: Demand,
  { line, speed }: Demand['lines'][number],
  reserve: ReservePrices,
): number {
  let least = Number.POSITIVE_INFINITY
  for (let product = line * slots + from; product < line * slots + to; product++) {
    const cell = products[product]?.cells[0]
    if (cell !== undefined) least = Math.min(least, reserve[cell] as number)
  }
  return (least * 1e6) / Number(speed)
}

function done(fills: readonly PlannedFill[]): number {
  return fills.reduce((sum, { arc, units }) => sum + workOf(arc, units), 0)
}

/**
 * The most valuable way to serve an intent with what the plan leaves, by all of the intent's own rules: the fills whose
 * work is worth most above what they add to cost. The plan must not hold the intent. `undefined` when nothing is gained, or
 * at any price when there is no room.
 *
 * @example
 * ```ts
 * const placement = bestPlacement(plan, 7)
 * if (placement) plan.place(placement)
 * ```
 */
export function bestPlacement(plan: Plan, intent: number, options: BestPlacementOptions = {}): Placement | undefined {
  const demand = plan.model.demands[intent]
  if (!demand) return undefined
  // In a single slot there is nothing to be consecutive.
  if (!demand.contiguous || demand.window.to - demand.window.from === 1) return fluidPlacement(plan, demand, options)
  const { reserve } = options
  let best: Placement | undefined
  let bestGain = leastGain(options)
  for (const fills of reservations(plan, demand, options)) {
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

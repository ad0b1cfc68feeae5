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
    const least: number[] = []
    for (const option of demand.lines) least.push(leastReserve(plan, demand, option, reserve))
    const cheapest = Math.min(demand.value, ...least)
    for (const factor of aboveCheapest) {
      const workPrice = factor * cheapest
      const pools = plan.model.poolsOf(cheaper(demand.lines, least, workPrice), demand.window)
      const fills = contiguousFills({ plan, demand, pools: among(pools, only), work: demand.work, reserve, workPrice })
      found.push(fills)
      if (done(fills) >= demand.work) return found
    }
  }
  found.push(contiguousFills({ plan, demand, pools: among(demand.pools, only), work: demand.work, reserve }))
  return found
}

/** The lines whose work costs less than `workPrice` where it is least. */
function cheaper(lines: Demand['lines'], least: readonly number[], workPrice: number): Demand['lines'] {
  const found: Demand['lines'][number][] = []
  for (let at = 0; at < lines.length; at++)
    if ((least[at] as number) < workPrice) found.push(lines[at] as Demand['lines'][number])
  return found
}

function among(pools: Demand['pools'], only: readonly number[] | undefined): Demand['pools'] {
  if (!only) return pools
  const found: Demand['pools'][number][] = []
  for (const arcs of pools) if (arcs[0] && only.includes(arcs[0].pool)) found.push(arcs)
  return found
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
  let work = 0
  for (const { arc, units } of fills) work += workOf(arc, units)
  return work
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
  let more = 0
  for (const { arc, units } of fills)
    more = more + reservedCost(plan, arc.cell, units, reserve[arc.cell] ?? 0) - plan.cost(arc.cell, units)
  return more
}

import { contiguousFills } from './contiguousPlacement.ts'
import { type FluidOptions, fluidPlacement } from './fluidPlacement.ts'
import type { Placement, Plan, PlannedFill } from './Plan.ts'
import { type ReservePrices, weigh } from './waterFill.ts'

export type BestPlacementOptions = FluidOptions

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
  options: BestPlacementOptions = {},
): Placement | undefined {
  const demand = plan.model.demands[intent]
  if (!demand || demand.arcs.length === 0) return undefined
  // In a single slot there is nothing to be consecutive.
  const reserved = demand.contiguous && demand.window.to - demand.window.from > 1
  if (!reserved) return fluidPlacement(plan, demand, options)
  const { reserve, only } = options
  const fills = contiguousFills({ plan, demand, work: demand.work, reserve, only })
  if (fills.length === 0) return undefined
  const placement = weigh(plan, intent, fills)
  if (placement.work < demand.minWork) return undefined
  return placement.gain > (reserve ? forgone(plan, fills, reserve) : 0) ? placement : undefined
}

/** What the fills would cost more at reserve prices. */
function forgone(plan: Plan, fills: readonly PlannedFill[], reserve: ReservePrices): number {
  return fills.reduce((sum, { arc, units }) => {
    return sum + Math.max(0, units * (reserve[arc.cell] ?? 0) - plan.cost(arc.cell, units))
  }, 0)
}

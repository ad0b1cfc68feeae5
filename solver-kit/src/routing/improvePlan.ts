import { bestPlacement } from './bestPlacement.ts'
import type { Demand } from './MarketModel.ts'
import type { Placement, Plan } from './Plan.ts'

export interface ImprovePlanOptions {
  /** Most passes over all intents. Default 4. */
  passes?: number
  /** Stops when a pass adds less than this share of the welfare. Default 1e-4: one basis point. */
  tolerance?: number
  signal?: AbortSignal | undefined
  /** Intents in the order they may move. Default: by value of their work, highest first. */
  order?: readonly number[]
}

/** What a placement adds to welfare, net of gas, if the plan, which does not hold it, took it now. */
export function gainNow(plan: Plan, { intent, fills, work }: Placement): number {
  let cost = 0
  for (const { arc, units } of fills) cost += plan.cost(arc.cell, units)
  return (plan.model.demands[intent]?.value ?? 0) * work - cost - plan.gasCost(intent, fills)
}

function compareValue(a: Demand, b: Demand): number {
  return b.value - a.value || b.work - a.work || a.intent - b.intent
}

const intentOf = ({ intent }: Demand): number => intent

/** Intents by what they pay for an H100-second, highest first. */
export function byValue({ model }: Plan): number[] {
  return model.demands.toSorted(compareValue).map(intentOf)
}

/** Lets one intent go where it adds most to welfare; returns what that adds, base units. */
function improve(plan: Plan, intent: number): number {
  const before = plan.remove(intent)
  const kept = before ? gainNow(plan, before) : 0
  const next = bestPlacement(plan, intent)
  if (next && next.gain > kept + 1) {
    plan.place(next)
    return next.gain - kept
  }
  if (!before || !(kept > 0)) return -kept
  plan.place(before)
  return 0
}

/**
 * Lets one intent after another go where it adds most to welfare, given all others, until nothing moves. Each move
 * raises the welfare, so it ends; in a market of divisible, fluid intents with smooth curves it ends at the optimum
 * (coordinate ascent of a concave program). Returns the welfare gained, base units.
 */
export function improvePlan(
  plan: Plan,
  { passes = 4, tolerance = 1e-4, signal, order = byValue(plan) }: ImprovePlanOptions = {},
): number {
  let total = 0
  for (let pass = 0; pass < passes; pass++) {
    let gained = 0
    for (const intent of order) {
      if (signal?.aborted) return total + gained
      gained += improve(plan, intent)
    }
    total += gained
    // Welfare is summed over all cells: not where there is no other pass to decide on.
    if (pass + 1 < passes && gained <= plan.welfare * tolerance) break
  }
  return total
}

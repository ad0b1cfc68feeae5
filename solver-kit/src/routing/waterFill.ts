import { unitsBelow } from '../market/FloatCurve.ts'
import type { Cell, ModelArc } from './MarketModel.ts'
import type { Placement, Plan, PlannedFill } from './Plan.ts'

/** Lowest price a cell is taken at, by cell, in base units per GPU-second: its own is used where it is higher. */
export type ReservePrices = Float64Array

/** What units of a cell cost, base units, each of them its reserve price at least. */
export function reservedCost(plan: Plan, cell: number, units: number, reserve: number): number {
  if (reserve === 0) return plan.cost(cell, units)
  const { curve } = plan.model.cells[cell] as Cell
  const below = Math.min(units, Math.max(0, unitsBelow(curve, reserve) - plan.sold(cell)))
  return below * reserve + (below < units ? plan.cost(cell, units) - plan.cost(cell, below) : 0)
}

/** Work that `units` do, rounded down as the rules do. */
export function workOf({ microSpeed }: Pick<ModelArc, 'microSpeed'>, units: number): number {
  return Math.floor((units * microSpeed) / 1e6)
}

/** GPU-seconds that do `work`, rounded up. */
export function unitsFor({ microSpeed }: Pick<ModelArc, 'microSpeed'>, work: number): number {
  return Math.ceil((work * 1e6) / microSpeed)
}

/** A placement with its worth counted at the plan's present state, which must not hold the intent yet. */
export function weigh(plan: Plan, intent: number, fills: readonly PlannedFill[]): Placement {
  const demand = plan.model.demands[intent]
  let done = 0
  let cost = 0
  for (const { arc, units } of fills) {
    done += workOf(arc, units)
    cost += plan.cost(arc.cell, units)
  }
  const work = Math.min(done, demand?.work ?? 0)
  return { intent, fills, work, cost, gain: (demand?.value ?? 0) * work - cost - plan.gasCost(intent, fills) }
}

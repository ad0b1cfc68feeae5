import {
  bestPlacement,
  type Demand,
  isAcceptable,
  type MarketModel,
  Plan,
  type PlannedFill,
  weigh,
} from '@walras/solver-kit/portable'
import type { Relaxation } from './relaxation.ts'

/** Deals the cells that the relaxation sells of each product out to those it sells the product to: biggest first, in few pools. */
function dealCells(model: MarketModel, { demand, supply }: Relaxation): PlannedFill[][] {
  const left = supply.map(Math.floor)
  const fills: PlannedFill[][] = model.demands.map(() => [])
  const wants = demand
    .flatMap((products, intent) => [...products].map(([product, units]) => ({ intent, product, units })))
    .sort((a, b) => b.units - a.units || a.intent - b.intent || a.product - b.product)
  for (const { intent, product, units } of wants) {
    const own = fills[intent] ?? []
    const known = new Set(own.map(({ arc }) => arc.pool))
    const cells = [...(model.products[product]?.cells ?? [])].sort(
      (a, b) =>
        Number(known.has(model.cells[b]?.pool ?? -1)) - Number(known.has(model.cells[a]?.pool ?? -1)) ||
        (left[b] ?? 0) - (left[a] ?? 0) ||
        a - b,
    )
    let missing = Math.ceil(units)
    for (const cell of cells) {
      const taken = Math.min(missing, left[cell] ?? 0)
      const arc = model.demands[intent]?.arcs.find((candidate) => candidate.cell === cell)
      if (taken <= 0 || !arc) continue
      own.push({ arc, units: taken })
      left[cell] = (left[cell] ?? 0) - taken
      missing -= taken
    }
  }
  return fills
}

/** How many pools or slots an intent can choose from: who has little choice goes first. */
function choice({ arcs, pools, maxPools, contiguous }: Demand): number {
  return maxPools < pools.length || contiguous ? 0 : arcs.length
}

/**
 * Makes a plan of a relaxation. Everybody first holds what the relaxation gives them; then each intent whose share breaks
 * its own rules (too many pools, slivers, part of an all-or-nothing job) trades it for the best placement that the shares
 * of the others leave.
 */
export function roundRelaxation(model: MarketModel, relaxation: Relaxation): Plan {
  const plan = new Plan(model)
  for (const [intent, fills] of dealCells(model, relaxation).entries())
    if (fills.length > 0) plan.place(weigh(plan, intent, fills))
  const broken = plan.placements
    .filter(({ intent, fills }) => !isAcceptable(model.demands[intent] as Demand, fills))
    .map(({ intent }) => model.demands[intent] as Demand)
    .sort((a, b) => choice(a) - choice(b) || b.value * b.work - a.value * a.work || a.intent - b.intent)
  for (const { intent } of broken) {
    plan.remove(intent)
    const placement = bestPlacement(plan, intent)
    if (placement) plan.place(placement)
  }
  return plan
}

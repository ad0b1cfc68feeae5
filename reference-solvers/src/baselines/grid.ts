import {
  createMarketModel,
  type Demand,
  defineSolver,
  finishPlan,
  floatCost,
  isAcceptable,
  type ModelArc,
  type Placement,
  Plan,
  type PlannedFill,
  type SolverDefinition,
  weigh,
} from '@walras/solver-kit/portable'
import { arrivalOrder } from '../greedy/arrivalOrder.ts'
import type { StrategyOptions } from '../options.ts'
import { OnePoolPlan } from './onePool.ts'

/** Parts of an order: steps of 5 %, as in Uniswap's smart order router (`distributionPercent: 5`). */
const parts = 20

interface Route {
  arc: ModelArc
  units: number
  /** What the next part would add to the units, and to the cost. */
  nextUnits: number
  nextCost: number
  /** Base units that the next part costs for an H100-second. */
  nextPrice: number
}

/** Work that units do, rounded down as the rules do. */
function workOf({ microSpeed }: ModelArc, units: number): number {
  return Math.floor((units * microSpeed) / 1e6)
}

/** Prices a route's next part; the first is at least as large as the intent's smallest fill. */
function quote(plan: Plan, demand: Demand, route: Route, partWork: number): void {
  const { arc, units } = route
  const needed = Math.ceil(((workOf(arc, units) + partWork) * 1e6) / arc.microSpeed) - units
  const wanted = Math.max(needed, units === 0 ? demand.minUnits : 1)
  const nextUnits = Math.min(wanted, plan.left(arc.cell) - units)
  const cell = plan.model.cells[arc.cell]
  const sold = plan.sold(arc.cell) + units
  const usable = cell && nextUnits > 0 && units + nextUnits >= demand.minUnits
  route.nextUnits = usable ? nextUnits : 0
  route.nextCost = usable ? floatCost(cell.curve, sold, sold + nextUnits) : 0
  route.nextPrice = usable ? route.nextCost / (nextUnits * arc.speed) : Number.POSITIVE_INFINITY
}

/** Deals an order out in equal parts, each to the (pool, slot) where it costs least given the parts before it. */
function splitOrder(plan: Plan, demand: Demand): PlannedFill[] {
  const { work, minWork, value, maxPools } = demand
  const partWork = Math.ceil(work / parts)
  const routes = demand.arcs.map((arc): Route => {
    const route = { arc, units: 0, nextUnits: 0, nextCost: 0, nextPrice: 0 }
    quote(plan, demand, route, partWork)
    return route
  })
  const pools = new Set<number>()
  let missing = work
  while (missing > 0) {
    let best: Route | undefined
    for (const route of routes)
      if (route.nextPrice < (best?.nextPrice ?? Number.POSITIVE_INFINITY))
        if (pools.size < maxPools || pools.has(route.arc.pool)) best = route
    if (!best || (best.nextPrice > value && work - missing >= minWork)) break
    missing -= workOf(best.arc, best.units + best.nextUnits) - workOf(best.arc, best.units)
    best.units += best.nextUnits
    pools.add(best.arc.pool)
    quote(plan, demand, best, partWork)
  }
  return routes.flatMap(({ arc, units }) => (units > 0 ? [{ arc, units }] : []))
}

/** The better of the split and the best single pool, which a router also tries. Reservations of machines are not split. */
function gridPlacement(plan: OnePoolPlan, demand: Demand): Placement | undefined {
  const single = plan.bestPool(demand.intent)
  if (demand.contiguous) return single
  const fills = splitOrder(plan, demand)
  if (fills.length === 0 || !isAcceptable(demand, fills)) return single
  const split = weigh(plan, demand.intent, fills)
  return split.gain > (single?.gain ?? 0) ? split : single
}

/**
 * What order routers do: every order for itself, in the order of arrival, cut into parts of 5 % that go where they cost
 * least. Uniswap's smart order router quotes the same grid and searches it for the best split; here each part is dealt
 * where it is cheapest, which for rising prices is that split.
 */
export function grid(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'grid-5pct',
    solve(problem, signal) {
      const model = createMarketModel(problem)
      const single = new OnePoolPlan(model)
      const plan = new Plan(model)
      for (const intent of arrivalOrder(problem)) {
        if (signal.aborted) break
        const demand = model.demands[intent]
        const placement = demand && gridPlacement(single, demand)
        if (!placement) continue
        single.place(placement)
        plan.place(placement)
      }
      return finishPlan(plan, options)
    },
  })
}

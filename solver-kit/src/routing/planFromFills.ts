import type { Fill } from '@walras/intents-schema'
import { bestPlacement } from './bestPlacement.ts'
import { isAcceptable } from './isAcceptable.ts'
import type { Demand, MarketModel } from './MarketModel.ts'
import { Plan, type PlannedFill } from './Plan.ts'
import { weigh } from './waterFill.ts'

/** The fills on arcs the intent accepts, merged and ascending, or `undefined` where they break the intent's own rules. */
function accepted(plan: Plan, demand: Demand, fills: readonly Fill[]): PlannedFill[] | undefined {
  const { firstSlot } = plan.model.problem.snapshot
  const planned: PlannedFill[] = demand.arcs.flatMap((arc) => {
    const units = fills.reduce((sum, fill) => {
      return fill.pool === arc.pool && Number(fill.slot - firstSlot) === arc.slot ? sum + Number(fill.units) : sum
    }, 0)
    return units > 0 ? [{ arc, units }] : []
  })
  const fits = planned.every(({ arc, units }) => units <= plan.left(arc.cell))
  return fits && isAcceptable(demand, planned) ? planned : undefined
}

/**
 * A plan of what an author's fills mean: intents whose fills obey their own rules are served so, the others by the best
 * placement that is left, if there is one.
 */
export function planFromFills(model: MarketModel, fills: readonly Fill[]): Plan {
  const plan = new Plan(model)
  const misplaced: number[] = []
  for (const [intent, own] of Map.groupBy(fills, (fill) => fill.intent)) {
    const demand = model.demands[intent]
    const planned = demand && accepted(plan, demand, own)
    if (planned) plan.place(weigh(plan, intent, planned))
    else misplaced.push(intent)
  }
  for (const intent of misplaced) {
    const placement = bestPlacement(plan, intent)
    if (placement) plan.place(placement)
  }
  return plan
}

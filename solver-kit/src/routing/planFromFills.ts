import type { Fill } from '@walras/intents-schema'
import { bestPlacement } from './bestPlacement.ts'
import type { Demand, MarketModel } from './MarketModel.ts'
import { Plan, type PlannedFill } from './Plan.ts'
import { weigh } from './waterFill.ts'

function isContiguous(fills: readonly PlannedFill[]): boolean {
  return fills.every(({ arc, units }, index) => {
    const before = fills[index - 1]
    return !before || before.arc.pool !== arc.pool || (before.arc.slot + 1 === arc.slot && before.units === units)
  })
}

/** The fills on arcs the intent accepts, merged and ascending, or `undefined` where they break the intent's own rules. */
function accepted(plan: Plan, demand: Demand, fills: readonly Fill[]): PlannedFill[] | undefined {
  const { firstSlot } = plan.model.problem.snapshot
  const planned: PlannedFill[] = demand.arcs.flatMap((arc) => {
    const units = fills.reduce((sum, fill) => {
      return fill.pool === arc.pool && Number(fill.slot - firstSlot) === arc.slot ? sum + Number(fill.units) : sum
    }, 0)
    return units > 0 ? [{ arc, units }] : []
  })
  const fits = planned.every(({ arc, units }) => units >= demand.minUnits && units <= plan.left(arc.cell))
  const pools = new Set(planned.map(({ arc }) => arc.pool)).size
  if (planned.length === 0 || !fits || pools > demand.maxPools) return undefined
  if (demand.contiguous && !isContiguous(planned)) return undefined
  return weigh(plan, demand.intent, planned).work >= demand.minWork ? planned : undefined
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

import { singleFillSurplus } from '../rules/fairness.ts'
import type { Account } from './accounts.ts'
import { floatCost, floatPrice } from './FloatCurve.ts'
import type { ModelArc } from './MarketModel.ts'
import type { Plan } from './Plan.ts'
import { unitsFor, workOf } from './waterFill.ts'

/** The best that an intent could still get alone, once everybody else of the plan is served. */
export interface Alone {
  /** Base units; the surplus it has if nothing is better. */
  surplus: bigint
  /** Where it would buy. */
  arc: ModelArc | undefined
}

/** How far floats may mislead: they only rule out what is clearly worse, the rest is counted to the unit. */
const tolerance = 2

/** What `checkFairness` will compare an intent's surplus with: the best single purchase at what the others leave. */
export function bestAlone(plan: Plan, { placement, surplus }: Account): Alone {
  const { problem, cells, demands } = plan.model
  const { intent, fills } = placement
  const demand = demands[intent]
  const own = new Map(fills.map(({ arc, units }) => [arc.cell, units]))
  let best: Alone = { surplus, arc: undefined }
  for (const arc of demand?.arcs ?? []) {
    const cell = cells[arc.cell]
    const curve = problem.curves[arc.pool]?.[arc.slot]
    const buyer = problem.intents[intent]
    if (!cell || !demand || !curve || !buyer) continue
    const sold = plan.sold(arc.cell) - (own.get(arc.cell) ?? 0)
    const units = Math.min(unitsFor(arc, demand.work) + 1, cell.curve.capacity - sold)
    const limit = demand.value * Math.min(demand.work, workOf(arc, units) + 1)
    const hopeless = Number(best.surplus) - tolerance - limit * 1e-9
    if (limit - floatPrice(cell.curve, sold) * (units - 1) < hopeless) continue
    if (limit - floatCost(cell.curve, sold, sold + units - 1) < hopeless) continue
    const speed = buyer.signed.intent.hardware[arc.hardware]?.speed ?? 0n
    const option = { pool: arc.pool, slot: cell.slot, hardware: arc.hardware, speed }
    const alone = singleFillSurplus({ buyer, arc: option, curve, sold: BigInt(sold), atLeast: best.surplus })
    if (alone > best.surplus) best = { surplus: alone, arc }
  }
  return best
}

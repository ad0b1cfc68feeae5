import { isAcceptable } from '../isAcceptable.ts'
import type { Cell, Demand, MarketModel } from '../MarketModel.ts'
import { type Placement, Plan } from '../Plan.ts'
import { weigh } from '../waterFill.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { assignProducts, type Clearing } from './assignProducts.ts'
import { balanceShares } from './balanceShares.ts'
import { dealCells } from './dealCells.ts'
import { findPrices } from './findPrices.ts'
import { moveRestless } from './moveRestless.ts'
import { placeLargeJobs } from './placeLargeJobs.ts'

/**
 * Whole jobs to products, then products' buyers to pools, at prices that clear the market. Once `signal` is aborted the plan
 * is what has been placed by then.
 */
export function dealMarket(whole: AggregateMarket, clearing: Clearing, signal?: AbortSignal): Plan {
  const plan = new Plan(whole.model)
  const market = placeLargeJobs(whole, clearing.prices, plan, signal)
  const rest = market === whole ? clearing : findPrices(market, { start: clearing.prices, settled: true, signal })
  if (signal?.aborted) return plan
  const shares = assignProducts(market, rest)
  balanceShares(market, rest.prices, shares, signal)
  if (signal?.aborted) return plan
  const dealt = dealCells(market, shares, plan)
  const kept = new Float64Array(dealt.length)
  for (let intent = 0; intent < dealt.length; intent++) {
    const fills = dealt[intent]
    if (!fills || !isAcceptable(whole.model.demands[intent] as Demand, fills)) continue
    const placement = weigh(plan, intent, fills)
    plan.place(placement)
    kept[intent] = gainAt(rest.prices, whole.model, placement)
  }
  moveRestless(market, rest.prices, plan, kept, signal)
  return plan
}

/** What a placement gains its buyer at given prices of a unit, by product. */
function gainAt(prices: Float64Array, { cells, columns }: MarketModel, { intent, work, fills }: Placement): number {
  let gain = (columns.value[intent] as number) * work
  for (const { arc, units } of fills) gain -= units * (prices[(cells[arc.cell] as Cell).product] as number)
  return gain
}

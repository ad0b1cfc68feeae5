import { isAcceptable } from '../isAcceptable.ts'
import type { Demand } from '../MarketModel.ts'
import { Plan } from '../Plan.ts'
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
  for (let intent = 0; intent < dealt.length; intent++) {
    const fills = dealt[intent]
    if (fills && isAcceptable(whole.model.demands[intent] as Demand, fills)) plan.place(weigh(plan, intent, fills))
  }
  moveRestless(market, rest.prices, plan, signal)
  return plan
}

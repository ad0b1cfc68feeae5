import { isAcceptable } from '../isAcceptable.ts'
import type { Demand, MarketModel } from '../MarketModel.ts'
import { Plan } from '../Plan.ts'
import { weigh } from '../waterFill.ts'
import { createAggregateMarket } from './AggregateMarket.ts'
import { assignProducts } from './assignProducts.ts'
import { balanceShares } from './balanceShares.ts'
import { dealCells } from './dealCells.ts'
import { findPrices } from './findPrices.ts'
import { moveRestless } from './moveRestless.ts'
import { placeLargeJobs } from './placeLargeJobs.ts'

export interface ClearMarketOptions {
  /** Prices of the last round, by product, if the products are the same: a start that saves most of the search. */
  start?: Float64Array | undefined
  signal?: AbortSignal | undefined
}

/** A plan for a market, and prices that prove how good it is: see `priceCertificate`. */
export interface ClearedMarket {
  plan: Plan
  /** By product, base units per GPU-second; Infinity where nothing is left to sell. */
  prices: Float64Array
}

/**
 * Routes a whole market from above: kinds of wishes against products, at prices that clear it, then whole jobs to products,
 * then products' buyers to pools. Made for thick markets, where it is within a few basis points of the best there is, in
 * time that hardly depends on how many intents are alike; in thin ones, where each job moves prices, a start for moves one
 * by one. Known limit: with more than 500 products (10,000 intents over 24 slots) prices take seconds, and buyers of several
 * slots are dealt out badly. It looks neither at gas nor at fairness: `priceGas` and `finishPlan` do.
 *
 * @example
 * ```ts
 * const { plan, prices } = clearMarket(createMarketModel(problem))
 * const solution = finishPlan(plan)
 * return solution && { solutions: [solution], certificate: priceCertificate(prices) }
 * ```
 */
export function clearMarket(model: MarketModel, { start, signal }: ClearMarketOptions = {}): ClearedMarket {
  const whole = createAggregateMarket(model)
  const clearing = findPrices(whole, { start: start?.length === model.products.length ? start : undefined, signal })
  const { prices } = clearing
  const plan = new Plan(model)
  const market = placeLargeJobs(whole, prices, plan)
  const rest = market === whole ? clearing : findPrices(market, { start: prices, signal })
  const shares = assignProducts(market, rest)
  balanceShares(market, rest.prices, shares, signal)
  for (const [intent, fills] of dealCells(market, shares, plan).entries())
    if (isAcceptable(model.demands[intent] as Demand, fills)) plan.place(weigh(plan, intent, fills))
  moveRestless(market, rest.prices, plan, signal)
  return { plan, prices }
}

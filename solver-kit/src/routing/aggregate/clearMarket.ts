import type { MarketModel } from '../MarketModel.ts'
import { Plan } from '../Plan.ts'
import { createAggregateMarket } from './AggregateMarket.ts'
import { dealMarket } from './dealMarket.ts'
import { findPrices } from './findPrices.ts'

export interface ClearMarketOptions {
  /** Prices of the last round, by product, if the products are the same: a start that saves most of the search. */
  start?: Float64Array | undefined
  /** Aborted before there are prices, nobody is served; later, who has got a place by then. */
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
 * by one. It looks neither at gas nor at fairness: `priceGas` and `finishPlan` do.
 *
 * @example
 * ```ts
 * const { plan, prices } = clearMarket(createMarketModel(problem))
 * const solution = finishPlan(plan)
 * return solution && { solutions: [solution], certificate: priceCertificate(prices) }
 * ```
 */
export function clearMarket(model: MarketModel, { start, signal }: ClearMarketOptions = {}): ClearedMarket {
  const market = createAggregateMarket(model)
  const clearing = findPrices(market, { start: start?.length === model.products.length ? start : undefined, signal })
  // Dealt at prices that clear nothing, a plan takes longer to repair than prices to find.
  const plan = signal?.aborted ? new Plan(model) : dealMarket(market, clearing, signal)
  return { plan, prices: clearing.prices }
}

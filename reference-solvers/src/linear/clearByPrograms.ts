import {
  type ClearedMarket,
  clearMarket,
  createAggregateMarket,
  dealMarket,
  type LpBackend,
  type MarketModel,
  type PriceRound,
  refinePrices,
} from '@walras/solver-kit/portable'
import { turn } from '../turn.ts'

/**
 * What `clearMarket` does, at prices that linear programs find: the market from above, refined round by round. A signal is
 * heard between rounds, and what they found is dealt; without any, for want of time or because the engine failed, it is
 * `clearMarket`.
 */
export async function clearByPrograms(
  model: MarketModel,
  backend: LpBackend,
  signal: AbortSignal,
): Promise<ClearedMarket> {
  if (signal.aborted) return clearMarket(model, { signal })
  const market = createAggregateMarket(model)
  let best: PriceRound | undefined
  for (const round of refinePrices(market, backend)) {
    if (!best || round.bound < best.bound) best = round
    // A deadline is a timer: it can only fire between solves.
    await turn()
    if (signal.aborted) break
  }
  if (!best) return clearMarket(model, { signal })
  return { plan: dealMarket(market, best), prices: best.prices }
}

import type { AggregateMarket } from './AggregateMarket.ts'
import { Holdings } from './Holdings.ts'
import { makeRoom } from './makeRoom.ts'
import { moveJobs } from './moveJobs.ts'
import { relieve } from './relieve.ts'
import type { Shares } from './Shares.ts'
import { spreadShares } from './spreadShares.ts'
import { takeLeftovers } from './takeLeftovers.ts'

/** Most passes over all jobs once nothing is kept for anybody. */
const maxPasses = 6

/** A pass that adds less than this share of what is served was the last. */
const leastGain = 6e-6

/** First what is scarce is kept for those who need it, then everything costs what it costs. */
const reserved = [relieve, spreadShares]
const free = [spreadShares, takeLeftovers, makeRoom]

/**
 * Lets intents move between products while that gains something at the prices their moves leave: rounds off what dealing
 * out whole jobs left uneven. Nobody stays in a product that has less than was dealt. Shares change in
 * place. Stopped in the middle, they may be more than there is.
 */
export function balanceShares(
  market: AggregateMarket,
  prices: Float64Array,
  shares: Shares,
  signal?: AbortSignal,
): void {
  const holdings = new Holdings(market, prices, shares)
  for (const step of [...reserved, () => holdings.withoutReserve(), ...free]) {
    if (signal?.aborted) return
    step(holdings)
  }
  for (let pass = 0; pass < maxPasses && !signal?.aborted; pass++) if (moveJobs(holdings) <= leastGain) break
  if (!signal?.aborted) takeLeftovers(holdings)
}

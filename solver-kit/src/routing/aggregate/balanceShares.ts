import { intentTerms } from '../../market/intentTerms.ts'
import { settlementGas } from '../../rules/settlementGas.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { exchangeParts } from './exchangeParts.ts'
import { Holdings } from './Holdings.ts'
import { makeRoom } from './makeRoom.ts'
import { mixSpeeds } from './mixSpeeds.ts'
import { moveJobs } from './moveJobs.ts'
import { priceBound } from './priceBound.ts'
import { relieve } from './relieve.ts'
import type { Shares } from './Shares.ts'
import { shiftParts } from './shiftParts.ts'
import { spreadShares } from './spreadShares.ts'
import { takeLeftovers } from './takeLeftovers.ts'

/** Most passes over all jobs once nothing is kept for anybody. Over several slots the second adds a hundredth of the first. */
const maxPasses = { oneSlot: 6, slots: 1 }

/** A pass that adds less than this share of what is served was the last. */
const leastGain = 6e-6

type Step = (holdings: Holdings) => void

/** First what is scarce is kept for those who need it, then everything costs what it costs. */
const reserved: readonly Step[] = [relieve, spreadShares, (holdings) => holdings.withoutReserve()]
const free: readonly Step[] = [takeLeftovers, makeRoom]
/** In one slot only, and not in large markets: over several this adds a quarter of a basis point where three are lost. */
const again: readonly Step[] = [spreadShares, takeLeftovers]

/** What whole jobs left uneven, in parts: each makes room for the others, so several times. */
const evened: readonly Step[] = [shiftParts, exchangeParts, makeRoom]
const rounds = 2

/**
 * In a market of so many intents no step follows once no more than this share of the bound is missing: at 100,000 those left
 * add 0.2 bp, and take a quarter of the time.
 */
const closeEnough = { intents: 30_000, missing: 0.9e-4 }

function isLarge({ market }: Holdings): boolean {
  return market.model.demands.length >= closeEnough.intents
}

function isCloseEnough(holdings: Holdings): boolean {
  const { market, clearing } = holdings
  if (!isLarge(holdings)) return false
  return holdings.welfare() >= (1 - closeEnough.missing) * priceBound(market, clearing)
}

/** Whether a transaction has gas for everybody, with one fill more each, from every pool. */
function hasGas({ market: { model }, shares }: Holdings): boolean {
  const { maxGas } = model.problem
  if (maxGas === Number.POSITIVE_INFINITY) return true
  const size = { orders: 0, options: 0, fills: 0, purchases: model.cells.length, products: model.products.length }
  for (const [intent, { options }] of intentTerms(model.problem).entries()) {
    if (!shares.holds(intent)) continue
    size.orders++
    size.options += options
    size.fills += shares.of(intent).length + 1
  }
  return settlementGas(size) <= maxGas
}

/**
 * Whether jobs are to be split further. Not where gas is scarce, which more fills need; nor over several slots: with 24 that
 * takes a sixth of all the time, and adds half a basis point where five are lost.
 */
function maySplit(holdings: Holdings): boolean {
  return holdings.market.model.slots === 1 && hasGas(holdings)
}

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
  const isOneSlot = market.model.slots === 1
  const run = (steps: readonly Step[]) => {
    for (const step of steps) if (!signal?.aborted) step(holdings)
  }
  run(reserved)
  if (isCloseEnough(holdings)) return
  const splits = maySplit(holdings)
  // In large markets whole jobs move next: the one of 20 that comes here is close enough after that.
  if (isLarge(holdings)) run([takeLeftovers])
  else run([...free, ...(splits ? [shiftParts] : []), ...(isOneSlot ? again : [])])
  if (isCloseEnough(holdings)) return
  const passes = isOneSlot ? maxPasses.oneSlot : maxPasses.slots
  for (let pass = 0; pass < passes && !signal?.aborted; pass++) {
    const gained = moveJobs(holdings)
    if (isCloseEnough(holdings)) return
    if (gained <= leastGain) break
  }
  run([takeLeftovers])
  if (!splits) return
  for (let round = 0; round < rounds; round++) run(evened)
  run([mixSpeeds])
}

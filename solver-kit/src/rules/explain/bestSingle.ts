import type { ProblemIntent } from '../../market/Problem.ts'
import { priceScale } from '../prices.ts'
import type { Offer } from './Leftovers.ts'
import { type Quote, quoteTakes } from './quoteTakes.ts'
import { unitsOf } from './spreadWork.ts'

/**
 * The cheapest single purchase (one pool, one slot) of `wanted` work in a fill of at least `minUnits`: whatever an intent's
 * rules say about pools and slots, it obeys them. `offers` the cheapest first. `undefined` when no offer has as much left.
 */
export function bestSingle(
  buyer: ProblemIntent,
  offers: readonly Offer[],
  wanted: bigint,
  minUnits: bigint,
): Quote | undefined {
  let best: Quote | undefined
  for (const offer of offers) {
    // No work costs less than the next unit's: from here on everything is dearer.
    if (best && offer.price * best.filledWork > best.payment * priceScale) break
    const needed = unitsOf(wanted, offer.speed)
    const units = needed < minUnits ? minUnits : needed
    if (units > offer.left) continue
    const quote = quoteTakes(buyer, [{ offer, units }])
    if (!best || quote.payment * best.limit < best.payment * quote.limit) best = quote
  }
  return best
}

import { curveCost } from '../../market/curve.ts'
import { speedScale } from '../prices.ts'
import { type Offer, reachOf } from './Leftovers.ts'
import { spreadWork, type Take, trimTakes } from './spreadWork.ts'

/** Cost of the fewest units that may be bought, per work: what offers are compared by where a fill has a least size. */
function byLeastFill(offers: readonly Offer[], least: bigint): Offer[] {
  return offers
    .map((offer) => ({ offer, cost: curveCost(offer.curve, offer.sold, least) }))
    .sort((a, b) => {
      const [x, y] = [a.cost * b.offer.speed, b.cost * a.offer.speed]
      return x < y ? -1 : x > y ? 1 : 0
    })
    .map(({ offer }) => offer)
}

/**
 * A cheap way to do `wanted` work in fills of at least `minUnits`: few enough cells that each can have as many, the
 * cheapest of them, and up to one price of work there. `undefined` when there is none.
 */
export function spreadFills(offers: readonly Offer[], wanted: bigint, minUnits: bigint): Take[] | undefined {
  const large = offers.filter(({ left }) => left >= minUnits)
  const free = spreadWork(large, wanted)
  if (!free || minUnits <= 1n || free.every(({ units }) => units >= minUnits)) return free
  const ascending = byLeastFill(large, minUnits)
  const chosen: Offer[] = []
  let least = 0n
  for (const offer of ascending) {
    const own = (minUnits * offer.speed) / speedScale
    if (chosen.length > 0 && least + own > wanted && reachOf(chosen) >= wanted) break
    chosen.push(offer)
    least += own
  }
  const takes = spreadWork(chosen, wanted) ?? []
  const units = new Map(takes.map((take) => [take.offer, take.units]))
  const raised = chosen.map((offer): Take => {
    const own = units.get(offer) ?? 0n
    return { offer, units: own < minUnits ? minUnits : own }
  })
  return trimTakes(raised, wanted, minUnits)
}

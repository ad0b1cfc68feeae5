import { divRoundingUp } from '../../market/sqrtPriceMath.ts'
import { speedScale } from '../prices.ts'
import type { Offer } from './Leftovers.ts'
import { type Take, unitsOf } from './spreadWork.ts'

/** Equal units of one pool in consecutive slots. */
interface Run {
  offers: readonly Offer[]
  /** Most units that every slot of it has left. */
  units: bigint
}

/** Every run of a pool that can have `minUnits` in each slot. `offers` of one pool, ascending by slot. */
function runsOf(offers: readonly Offer[], minUnits: bigint): Run[] {
  const runs: Run[] = []
  for (let start = 0; start < offers.length; start++) {
    let units: bigint | undefined
    for (let end = start; end < offers.length; end++) {
      const [offer, before] = [offers[end] as Offer, offers[end - 1]]
      if (end > start && before?.slot !== offer.slot - 1) break
      units = units === undefined || offer.left < units ? offer.left : units
      if (units < minUnits) break
      runs.push({ offers: offers.slice(start, end + 1), units })
    }
  }
  return runs
}

const workOf = ({ offers }: Run, units: bigint): bigint =>
  offers.reduce((sum, { speed }) => sum + (units * speed) / speedScale, 0n)

/** Most work that a pool can do in one run. */
export function runReach(offers: readonly Offer[], minUnits: bigint): bigint {
  let most = 0n
  for (const run of runsOf(offers, minUnits)) {
    const work = workOf(run, run.units)
    if (work > most) most = work
  }
  return most
}

/** Sum of the next units' prices, for choosing only. */
const firstPrices = ({ offers }: Run): bigint => offers.reduce((sum, { root }) => sum + root * root, 0n)

/** Runs that are quoted: those of each length that start cheapest. */
const quotedPerLength = 2

/**
 * Ways to do `wanted` work in one run of a pool: for each length the runs that start cheapest. `offers` of one pool,
 * ascending by slot.
 */
export function spreadRuns(offers: readonly Offer[], wanted: bigint, minUnits: bigint): Take[][] {
  const byLength = new Map<number, { run: Run; units: bigint }[]>()
  for (const run of runsOf(offers, minUnits)) {
    const length = run.offers.length
    const needed = unitsOf(divRoundingUp(wanted, BigInt(length)), (run.offers[0] as Offer).speed)
    const units = needed < minUnits ? minUnits : needed
    if (units > run.units) continue
    const known = byLength.get(length) ?? []
    known.push({ run, units })
    byLength.set(length, known)
  }
  return [...byLength.values()].flatMap((runs) =>
    runs
      .map((each) => ({ ...each, price: firstPrices(each.run) }))
      .sort((a, b) => (a.price < b.price ? -1 : a.price > b.price ? 1 : 0))
      .slice(0, quotedPerLength)
      .map(({ run, units }) => run.offers.map((offer): Take => ({ offer, units }))),
  )
}

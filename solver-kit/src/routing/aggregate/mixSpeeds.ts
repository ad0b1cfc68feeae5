import type { Demand } from '../MarketModel.ts'
import { workOf } from '../waterFill.ts'
import { type DemandCurve, eachProduct } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { mayAdd } from './mayAdd.ts'
import { emptyShare } from './movePart.ts'
import type { Share } from './Share.ts'

/** What a mix saves is at least this share of all that is sold: each takes a fill more. */
const leastSaving = 1e-9

/** Units of another speed that are tried beside a job's own. */
const mostTried = 8

/**
 * Whole GPU-seconds of one speed seldom fit a job: the last does more than is needed, or what it would do is left undone. Gives
 * a job a few units of another speed and fewer of its own, where the two fit better and cost less.
 */
export function mixSpeeds(holdings: Holdings): void {
  const { market, shares } = holdings
  const least = leastSaving * holdings.turnover
  for (const curve of market.demand) {
    let others: Share[] | undefined
    for (const intent of curve.intents) {
      const row = shares.first(intent)
      if (row < 0 || shares.next[row] !== -1) continue
      const job = market.model.demands[intent] as Demand
      const loss = lossOfRounding(holdings, job, row)
      if (loss <= least) continue
      others ??= cheapestOfSpeeds(holdings, curve)
      const next = bestMix(holdings, job, others, { loss, least })
      if (!next) continue
      const own = holdings.release(intent)
      holdings.hold(holdings.worth(job, next) > holdings.worth(job, own) ? next : own)
    }
  }
}

/** Of a unit that a job has, base units: the next one's, or where there is none what it sells for. */
function unitPrice({ prices, clearing }: Holdings, product: number): number {
  const price = prices[product] as number
  return price < Number.POSITIVE_INFINITY ? price : (clearing[product] as number)
}

/** What a job with units of one product loses beside so much of them as do just its work, base units. */
function lossOfRounding(holdings: Holdings, { work, value }: Demand, row: number): number {
  const { shares } = holdings
  const units = shares.units[row] as number
  const microSpeed = shares.microSpeed[row] as number
  const price = unitPrice(holdings, shares.product[row] as number)
  const exact = (work * 1e6) / microSpeed
  return (units - exact) * price + (work - Math.min(work, workOf({ microSpeed }, units))) * value
}

/** None of the product of each speed whose units cost least now, where some are left. */
function cheapestOfSpeeds(holdings: Holdings, curve: DemandCurve): Share[] {
  const { prices, market } = holdings
  const { microSpeeds } = curve.options
  const cheapest: Share[] = []
  eachProduct(curve, market.model.slots, (product, option) => {
    const at = cheapest.findIndex(({ microSpeed }) => microSpeed === microSpeeds[option])
    const known = cheapest[at]
    if (known && (prices[known.product] as number) <= (prices[product] as number)) return
    if (-holdings.excess(product) >= mostTried)
      cheapest[at < 0 ? cheapest.length : at] = emptyShare(curve, -1, option, product)
  })
  return cheapest
}

/** The mix that saves most of what a job loses, if that is more than `least`. */
function bestMix(
  holdings: Holdings,
  job: Demand,
  others: readonly Share[],
  { loss, least }: { loss: number; least: number },
): Share[] | undefined {
  const { prices, shares, market } = holdings
  const { intent, work, minWork, minUnits, value } = job
  const own = shares.of(intent)
  const [from] = own as [Share]
  const price = unitPrice(holdings, from.product)
  const exact = (work * 1e6) / from.microSpeed
  let most = loss - least
  let best: Share[] | undefined
  for (const other of others) {
    if (other.microSpeed === from.microSpeed || !mayAdd(job, own, other.product, market.model.slots)) continue
    const otherPrice = prices[other.product] as number
    const excess = otherPrice - (price * other.microSpeed) / from.microSpeed
    for (let more = minUnits; more < minUnits + mostTried && excess * more < most; more++) {
      const done = workOf(other, more)
      // As many as it takes, or one less.
      const enough = Math.ceil(((work - done) * 1e6) / from.microSpeed)
      for (let units = enough; units >= enough - 1; units--) {
        const all = Math.min(work, done + workOf(from, units))
        const left = (units - exact) * price + more * otherPrice + (work - all) * value
        if (left >= most || units < minUnits || all < minWork) continue
        most = left
        best = [
          { ...from, units },
          { ...other, intent, units: more },
        ]
      }
    }
  }
  return best
}

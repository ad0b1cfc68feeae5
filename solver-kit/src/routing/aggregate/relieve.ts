import type { Demand } from '../MarketModel.ts'
import type { Holdings } from './Holdings.ts'
import { doneBy, type Share } from './Share.ts'
import type { Shares } from './Shares.ts'

/** Sends those who lose least by it away from products that are short. */
export function relieve(holdings: Holdings): void {
  const { market, shares } = holdings
  for (const [product, sharing] of membersOfShort(holdings))
    for (const { intent, units } of leastLossFirst(holdings, sharing)) {
      const excess = holdings.excess(product)
      if (excess <= 0) break
      const own = shares.of(intent)
      const share = own.find((other) => other.product === product && other.units === units)
      if (!share) continue
      const { minWork, minUnits } = market.model.demands[intent] as Demand
      holdings.release(intent)
      const rest = own.filter((other) => other !== share)
      const less = units - excess >= minUnits ? [...rest, { ...share, units: units - excess }] : rest
      // Less than the buyer takes at all is nothing.
      if (doneBy(less) >= minWork) holdings.hold(less)
      else if (doneBy(rest) >= minWork) holdings.hold(rest)
    }
}

/** Shares of products that are short, by product. */
function membersOfShort(holdings: Holdings): Map<number, Share[]> {
  const { shares, taken } = holdings
  const members = new Map<number, Share[]>()
  for (let product = 0; product < taken.length; product++) if (holdings.excess(product) > 0) members.set(product, [])
  if (members.size === 0) return members
  for (let intent = 0; intent < shares.rowOf.length; intent++) addShares(members, shares, intent)
  return members
}

/** Adds those of an intent's shares whose products are listed. */
function addShares(members: ReadonlyMap<number, Share[]>, shares: Shares, intent: number): void {
  for (let row = shares.first(intent); row >= 0; row = shares.next[row] as number)
    members.get(shares.product[row] as number)?.push(shares.share(intent, row))
}

/** Shares of one product, those first whose holders lose least without them, per GPU-second. */
export function leastLossFirst(holdings: Holdings, sharing: readonly Share[]): Share[] {
  const loss = new Map(sharing.map((share) => [share, lossWithout(holdings, share)]))
  return sharing.toSorted(
    (a, b) => (loss.get(a) as number) - (loss.get(b) as number) || a.units - b.units || a.intent - b.intent,
  )
}

/** What a GPU-second of a share is worth to its holder, base units: what it costs elsewhere, or else what it does. */
export function lossWithout(holdings: Holdings, share: Share): number {
  const { market, prices } = holdings
  const { intent, product, microSpeed, units } = share
  const { options, window } = holdings.curveOf(intent)
  let other = (market.model.demands[intent] as Demand).value
  const { lines, unitsPerWork } = options
  for (let k = 0; k < lines.length; k++)
    for (let slot = window.from; slot < window.to; slot++) {
      const candidate = (lines[k] as number) * market.model.slots + slot
      if (candidate === product || holdings.excess(candidate) >= 0) continue
      other = Math.min(other, (prices[candidate] as number) * (unitsPerWork[k] as number))
    }
  return (other * microSpeed) / 1e6 + goesWith(holdings, share) / units
}

/** What the rest of a job earns at clearing prices that goes with a share, as a job that lacks it is none. */
function goesWith({ market, shares, clearing }: Holdings, share: Share): number {
  const rest = shares.of(share.intent).filter(({ product }) => product !== share.product)
  const { value, minWork } = market.model.demands[share.intent] as Demand
  const done = doneBy(rest)
  if (done >= minWork) return 0
  return rest.reduce((sum, { product, units }) => sum - units * (clearing[product] as number), value * done)
}

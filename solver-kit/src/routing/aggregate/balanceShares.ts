import type { Demand } from '../MarketModel.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { levelShares } from './levelShares.ts'
import { doneBy, type Share, unitsForJob } from './Share.ts'
import { spreadShares } from './spreadShares.ts'
import { Takings } from './Takings.ts'
import { takeLeftovers } from './takeLeftovers.ts'

/** Passes over all intents once nothing is kept for anybody; the first finds nearly all there is. */
const maxPasses = 2

/** A pass that adds less than this share of what is served was the last. */
const leastGain = 1e-5

/** Rounding to whole GPU-seconds can save a job this share of its cost. */
const closeCall = 0.99

/** An intent moves for no less than this share of its price. */
const leastMove = 1e-7

/**
 * Lets intents move between products while that gains something at the prices their moves leave: rounds off what dealing
 * out whole jobs left uneven. Nobody stays in a product that has less than was dealt. Shares change in place.
 */
export function balanceShares(
  market: AggregateMarket,
  prices: Float64Array,
  shares: Share[][],
  signal?: AbortSignal,
): void {
  const takings = new Takings(market, shares, prices)
  const curveOf = new Map<number, DemandCurve>()
  for (const curve of market.demand) for (const intent of curve.intents) curveOf.set(intent, curve)
  relieve(market, shares, takings, curveOf)
  // What is scarce is kept for those who need it at first: nothing is cheaper than its clearing price.
  spreadShares(market, prices, shares, takings)
  takeLeftovers(market, shares, takings)
  moveAll(market, shares, takings)
  levelShares(market, shares, takings, curveOf)
  takings.withoutReserve()
  spreadShares(market, prices, shares, takings)
  takeLeftovers(market, shares, takings)
  for (let pass = 0; pass < maxPasses && !signal?.aborted; pass++)
    if (moveAll(market, shares, takings) <= leastGain) break
}

/** Sends those who lose least by it away from products that are short. */
function relieve(
  { model }: AggregateMarket,
  shares: Share[][],
  takings: Takings,
  curveOf: ReadonlyMap<number, DemandCurve>,
): void {
  const members = new Map<number, Share[]>()
  for (const share of shares.flat()) {
    if (takings.excess(share.product) <= 0) continue
    const known = members.get(share.product)
    if (known) known.push(share)
    else members.set(share.product, [share])
  }
  for (const [product, sharing] of members) {
    const loss = new Map(
      sharing.map((share) => {
        const curve = curveOf.get(share.intent) as DemandCurve
        let other = model.demands[share.intent]?.value ?? 0
        const { lines, unitsPerWork } = curve.options
        for (let k = 0; k < lines.length; k++)
          for (let slot = curve.window.from; slot < curve.window.to; slot++) {
            const candidate = (lines[k] as number) * model.slots + slot
            if (candidate === product || takings.excess(candidate) >= 0) continue
            other = Math.min(other, (takings.prices[candidate] as number) * (unitsPerWork[k] as number))
          }
        return [share, (other * share.microSpeed) / 1e6]
      }),
    )
    sharing.sort((a, b) => (loss.get(a) ?? 0) - (loss.get(b) ?? 0) || a.units - b.units || a.intent - b.intent)
    for (const share of sharing) {
      if (takings.excess(product) <= 0) break
      const own = shares[share.intent] as Share[]
      if (!own.includes(share)) continue
      takings.add(product, -share.units)
      const rest = own.filter((other) => other !== share)
      // Less than the buyer takes at all is nothing.
      const kept = doneBy(rest) >= (model.demands[share.intent]?.minWork ?? 0) ? rest : []
      if (kept !== rest) for (const other of rest) takings.add(other.product, -other.units)
      shares[share.intent] = kept
    }
  }
}

/** Lets every intent move once; returns what that adds, as a share of what those who are served are worth. */
function moveAll(market: AggregateMarket, shares: Share[][], takings: Takings): number {
  let gained = 0
  let worth = 0
  for (const curve of market.demand) {
    let cheapest = 0
    let moves = -1
    for (let i = 0; i < curve.intents.length; i++) {
      const intent = curve.intents[i] as number
      if (takings.moves !== moves) {
        cheapest = takings.cheapestWork(curve)
        moves = takings.moves
      }
      gained += move(market, shares, takings, curve, intent, cheapest)
      if ((shares[intent] as Share[]).length > 0)
        worth += (curve.values[i] as number) * ((curve.work[i + 1] as number) - (curve.work[i] as number))
    }
  }
  return worth > 0 ? gained / worth : 0
}

/** Puts one intent where it gains most, whole; returns what that adds. */
function move(
  { model: { demands, slots } }: AggregateMarket,
  shares: Share[][],
  takings: Takings,
  { options: { lines, unitsPerWork, microSpeeds, hardware }, window: { from, to } }: DemandCurve,
  intent: number,
  cheapest: number,
): number {
  const own = shares[intent] as Share[]
  const demand = demands[intent] as Demand
  const value = demand.value * demand.work
  // What is held costs at most its price now; anything dearer is no improvement.
  let most = own.length > 0 ? 0 : value
  for (const { product, units } of own) most += units * (takings.prices[product] as number)
  const tempting = most > value || demand.work * cheapest < most * (1 - leastMove)
  if (!tempting) return 0
  for (const { product, units } of own) takings.add(product, -units)
  const kept = takings.worth(demand, own)
  let best = Math.max(0, kept + most * leastMove)
  let chosen: Share | undefined
  for (let k = 0; k < lines.length; k++) {
    const microSpeed = microSpeeds[k] as number
    const least = demand.work * (unitsPerWork[k] as number) * closeCall
    const first = (lines[k] as number) * slots
    for (let product = first + from; product < first + to; product++) {
      const unitPrice = takings.prices[product] as number
      if (value - least * unitPrice <= best) continue
      const units = unitsForJob(demand, microSpeed, unitPrice)
      const share = { intent, product, hardware: hardware[k] as number, microSpeed, units }
      const gain = takings.worth(demand, [share])
      if (gain <= best) continue
      best = gain
      chosen = share
    }
  }
  const next = chosen ? [chosen] : kept > 0 ? own : []
  for (const { product, units } of next) takings.add(product, units)
  shares[intent] = next
  return (chosen ? best : Math.max(0, kept)) - kept
}

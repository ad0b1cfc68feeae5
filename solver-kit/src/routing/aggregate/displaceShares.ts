import type { Demand } from '../MarketModel.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { type Share, unitsForJob } from './assignProducts.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { type SupplyCurve, suppliedAt } from './SupplyCurve.ts'
import type { Takings } from './Takings.ts'

/** Who loses less than this share of what all buyers gain is not worth the search. */
const leastRegret = 1e-5

/** So many of those who lose most get a turn, in so many of their cheapest products. */
const mostTurns = 32
const mostProducts = 3

interface Loser {
  curve: DemandCurve
  demand: Demand
  regret: number
}

/** A product that a kind may buy. */
interface Way {
  option: number
  product: number
  /** Base units per H100-second. */
  price: number
}

interface Occupant {
  share: Share
  curve: DemandCurve
  /** What a GPU-second costs here at clearing prices, less what its work would cost elsewhere: base units. */
  surcharge: number
}

/**
 * Makes room for large jobs that moves one by one leave out: whoever loses most at clearing prices takes a product whole,
 * and those who could do without it best look for another place: `settle` finds it, and says what it adds. Kept where all of
 * them together gain. Shares change in place.
 */
export function displaceShares(
  market: AggregateMarket,
  prices: Float64Array,
  shares: Share[][],
  takings: Takings,
  curveOf: ReadonlyMap<number, DemandCurve>,
  settle: (curve: DemandCurve, intent: number) => number,
): void {
  const { model, supply } = market
  const windows = leastPrices(market, prices)
  const cheapest = new Map(market.demand.map((curve) => [curve, cheapestWork(curve, windows)]))
  for (const loser of losersOf(market, prices, shares, cheapest))
    for (const way of cheapestWays(loser.curve)) if (displace(loser, way)) break

  function cheapestWays({ options: { lines, unitsPerWork }, window: { from, to } }: DemandCurve): Way[] {
    const ways: Way[] = []
    for (let option = 0; option < lines.length; option++) {
      const first = (lines[option] as number) * model.slots
      for (let product = first + from; product < first + to; product++) {
        const price = (prices[product] as number) * (unitsPerWork[option] as number)
        if (price < Number.POSITIVE_INFINITY) ways.push({ option, product, price })
      }
    }
    return ways.sort((a, b) => a.price - b.price || a.product - b.product).slice(0, mostProducts)
  }

  function occupantsOf(product: number, intent: number): Occupant[] {
    const occupants: Occupant[] = []
    for (const own of shares) {
      const share = own[0]
      if (!share || own.length > 1 || share.product !== product || share.intent === intent) continue
      const curve = curveOf.get(share.intent) as DemandCurve
      const elsewhere = ((cheapest.get(curve) as number) * share.microSpeed) / 1e6
      occupants.push({ share, curve, surcharge: (prices[product] as number) - elsewhere })
    }
    return occupants.sort((a, b) => b.surcharge - a.surcharge || a.share.intent - b.share.intent)
  }

  function takeBack(intent: number): Share[] {
    const own = shares[intent] as Share[]
    for (const { product, units } of own) takings.add(product, -units)
    shares[intent] = []
    return own
  }

  function displace({ curve, demand }: Loser, { option, product }: Way): boolean {
    const { intent } = demand
    const microSpeed = curve.options.microSpeeds[option] as number
    const units = unitsForJob(demand, microSpeed, prices[product] as number)
    const sold = suppliedAt(supply[product] as SupplyCurve, Math.sqrt(prices[product] as number))
    if (units > sold) return false
    const before = new Map<number, Share[]>()
    let gained = 0
    const withdraw = (other: number): void => {
      const own = takeBack(other)
      gained -= takings.worth(model.demands[other] as Demand, own)
      before.set(other, own)
    }
    withdraw(intent)
    let missing = (takings.taken[product] as number) + units - sold
    const evicted: Occupant[] = []
    if (missing > 0)
      for (const occupant of occupantsOf(product, intent)) {
        if (missing <= 0) break
        withdraw(occupant.share.intent)
        evicted.push(occupant)
        missing -= occupant.share.units
      }
    const share = { intent, product, hardware: curve.options.hardware[option] as number, microSpeed, units }
    gained += takings.worth(demand, [share])
    takings.add(product, units)
    shares[intent] = [share]
    for (const { share: left, curve: kind } of evicted) gained += settle(kind, left.intent)
    if (gained > 0) return true
    for (const other of before.keys()) takeBack(other)
    for (const [other, held] of before) {
      for (const part of held) takings.add(part.product, part.units)
      shares[other] = held
    }
    return false
  }
}

/** Who loses most by what it has, worst first. */
function losersOf(
  { model, demand }: AggregateMarket,
  prices: Float64Array,
  shares: readonly (readonly Share[])[],
  cheapest: ReadonlyMap<DemandCurve, number>,
): Loser[] {
  const losers: Loser[] = []
  let gains = 0
  for (const curve of demand) {
    const price = cheapest.get(curve) as number
    for (let i = 0; i < curve.intents.length; i++) {
      const value = curve.values[i] as number
      if (value <= price) break
      const wanted = model.demands[curve.intents[i] as number] as Demand
      const most = (value - price) * wanted.work
      gains += most
      let [work, paid] = [0, 0]
      for (const { product, units, microSpeed } of shares[wanted.intent] as readonly Share[]) {
        work += Math.floor((units * microSpeed) / 1e6)
        paid += units * (prices[product] as number)
      }
      const regret = most - Math.min(work, wanted.work) * value + paid
      if (regret > gains * leastRegret) losers.push({ curve, demand: wanted, regret })
    }
  }
  return losers
    .filter(({ regret }) => regret > gains * leastRegret)
    .sort((a, b) => b.regret - a.regret || a.demand.intent - b.demand.intent)
    .slice(0, mostTurns)
}

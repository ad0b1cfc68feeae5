import { exp } from '../elementary.ts'
import type { Demand } from '../MarketModel.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { countAbove, type DemandCurve } from './DemandCurve.ts'
import type { ClearingPrices } from './findPrices.ts'
import { cheapestWork } from './priceBound.ts'
import { supplyCost } from './SupplyCurve.ts'

/** Units of one product for one intent. */
export interface Share {
  intent: number
  product: number
  /** Index into the intent's `hardware`. */
  hardware: number
  /** Millionths of an H100-second per GPU-second. */
  microSpeed: number
  /** GPU-seconds, an integer. */
  units: number
}

/** Below this share of a kind's work, a product is none of its places. */
const leastShare = 1e-3

interface Buyer {
  intent: number
  curve: DemandCurve
  /** What its kind buys: places in `curve.products`, and their shares of the work. */
  places: readonly { place: number; share: number }[]
}

/**
 * Deals the products out to intents at prices that clear the market: whoever values work above its price is served where
 * that costs least. Where products cost the same, the kind's shares say how much should come from each; the big intents
 * come first, each goes where most is still due. Returns the shares by intent; those who are not served have none.
 */
export function assignProducts({ model, demand }: AggregateMarket, { prices, temperature }: ClearingPrices): Share[][] {
  const shares: Share[][] = model.demands.map(() => [])
  const due = new Float64Array(prices.length)
  const undecided: Buyer[] = []
  for (const curve of demand) {
    const served = countAbove(curve, cheapestWork(curve, prices))
    if (served === 0) continue
    const places = placesOf(curve, prices, temperature)
    for (let i = 0; i < served; i++) {
      const buyer = { intent: curve.intents[i] as number, curve, places }
      if (places.length > 1) undecided.push(buyer)
      else take(model.demands[buyer.intent] as Demand, buyer, places[0]?.place ?? 0, prices, shares)
    }
  }
  const workOf = ({ intent }: Buyer): number => model.demands[intent]?.work ?? 0
  undecided.sort((a, b) => workOf(b) - workOf(a) || a.intent - b.intent)
  for (const buyer of undecided) {
    const { curve, places } = buyer
    const work = workOf(buyer)
    let best = 0
    let most = Number.NEGATIVE_INFINITY
    for (const { place, share } of places) {
      const product = curve.products[place] as number
      const units = (due[product] as number) + share * work * (curve.unitsPerWork[place] as number)
      due[product] = units
      const left = units / (curve.unitsPerWork[place] as number)
      if (left <= most) continue
      most = left
      best = place
    }
    const { product, units } = take(model.demands[buyer.intent] as Demand, buyer, best, prices, shares)
    due[product] = (due[product] as number) - units
  }
  return shares
}

function placesOf(
  { products, unitsPerWork }: DemandCurve,
  prices: Float64Array,
  temperature: number,
): { place: number; share: number }[] {
  const costs = Array.from(products, (product, k) => (prices[product] as number) * (unitsPerWork[k] as number))
  const cheapest = Math.min(...costs)
  const shares = costs.map((cost) => exp((cheapest - cost) / (temperature * cheapest)))
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.flatMap((share, place) => (share > leastShare * sum ? [{ place, share: share / sum }] : []))
}

/** GPU-seconds for a job: rounded down where the buyer takes a little less and the last one would cost more than it is worth. */
export function unitsForJob({ work, minWork, value, minUnits }: Demand, microSpeed: number, unitPrice: number): number {
  const exact = (work * 1e6) / microSpeed
  const least = Math.floor(exact)
  const whole = Math.max(minUnits, least < exact ? least + 1 : least)
  if (least === whole || least < minUnits || Math.floor((least * microSpeed) / 1e6) < minWork) return whole
  return (value * (exact - least) * microSpeed) / 1e6 < unitPrice ? least : whole
}

function take(demand: Demand, { curve }: Buyer, place: number, prices: Float64Array, shares: Share[][]): Share {
  const product = curve.products[place] as number
  const microSpeed = curve.microSpeeds[place] as number
  const share = {
    intent: demand.intent,
    product,
    hardware: curve.hardware[place] as number,
    microSpeed,
    units: unitsForJob(demand, microSpeed, prices[product] as number),
  }
  shares[demand.intent]?.push(share)
  return share
}

/** What the shares are worth to the market: limits less costs, base units; the bound's counterpart. */
export function sharesWelfare({ model, supply }: AggregateMarket, shares: readonly (readonly Share[])[]): number {
  const taken = new Float64Array(supply.length)
  let worth = 0
  for (const [intent, own] of shares.entries()) {
    const demand = model.demands[intent]
    let work = 0
    for (const { product, units, microSpeed } of own) {
      taken[product] = (taken[product] as number) + units
      work += Math.floor((units * microSpeed) / 1e6)
    }
    worth += (demand?.value ?? 0) * Math.min(work, demand?.work ?? 0)
  }
  return supply.reduce((sum, curve, product) => sum - supplyCost(curve, taken[product] as number), worth)
}

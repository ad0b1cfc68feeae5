import { exp } from '../elementary.ts'
import type { Demand } from '../MarketModel.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { countAbove, type DemandCurve } from './DemandCurve.ts'
import type { ClearingPrices } from './findPrices.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { suppliedAt } from './SupplyCurve.ts'
import { type WindowPrices, windowIndex } from './WindowPrices.ts'

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

/** Behind the cheapest by this many temperatures, a product is none of a kind's places: e^-7 of its work. */
const decided = 7

/** A job takes this share of what a product sells, and more only where more is due to its kind. */
const mostOfProduct = 0.1

/** No part of a job is smaller than this share of it: every fill costs gas and bytes. */
const leastPart = 1 / 32

/** A product that a kind buys, and the share of its work there. */
interface Place {
  product: number
  /** Place in the kind's options. */
  option: number
  share: number
}

interface Buyer {
  demand: Demand
  curve: DemandCurve
  /** What its kind buys. */
  places: readonly Place[]
}

/**
 * Deals the products out to intents at prices that clear the market: whoever values work above its price is served where
 * that costs least. Where products cost the same, the kind's shares say how much should come from each; the big intents
 * come first, each goes where most is still due, in parts if it is large beside what is sold there. Returns the shares by
 * intent; those who are not served have none.
 */
export function assignProducts(market: AggregateMarket, clearing: ClearingPrices): Share[][] {
  const { prices } = clearing
  const { model, supply, demand } = market
  const shares: Share[][] = model.demands.map(() => [])
  const due = new Float64Array(prices.length)
  const sold = Float64Array.from(supply, (curve, product) => suppliedAt(curve, Math.sqrt(prices[product] as number)))
  const windows = leastPrices(market, prices)
  const buyers: Buyer[] = []
  for (const curve of demand) {
    const served = countAbove(curve, cheapestWork(curve, windows))
    if (served === 0) continue
    const places = placesOf(curve, windows, clearing)
    for (let i = 0; i < served; i++)
      buyers.push({ demand: model.demands[curve.intents[i] as number] as Demand, curve, places })
  }
  buyers.sort((a, b) => b.demand.work - a.demand.work || a.demand.intent - b.demand.intent)
  for (const { demand, curve, places } of buyers) {
    const { intent, work, minUnits, maxPools } = demand
    const { unitsPerWork, microSpeeds, hardware } = curve.options
    for (const { product, option, share } of places)
      due[product] = (due[product] as number) + share * work * (unitsPerWork[option] as number)
    const own = shares[intent] as Share[]
    const mostParts = Math.min(maxPools, places.length)
    for (let missing = work; missing > 0; ) {
      const { product, option } = mostDue(places, unitsPerWork, due, own)
      const microSpeed = microSpeeds[option] as number
      const rest = missing < work ? restOf(demand, missing) : demand
      let units = unitsForJob(rest, microSpeed, prices[product] as number)
      missing = 0
      const room = Math.max(due[product] as number, 0) + mostOfProduct * (sold[product] as number)
      const least = Math.max(minUnits, Math.ceil(leastPart * work * (unitsPerWork[option] as number)))
      if (units > room && units >= 2 * least && own.length + 1 < mostParts) {
        units = Math.min(units - least, Math.max(least, Math.floor(room)))
        missing = rest.work - Math.floor((units * microSpeed) / 1e6)
      }
      own.push({ intent, product, hardware: hardware[option] as number, microSpeed, units })
      due[product] = (due[product] as number) - units
    }
  }
  return shares
}

/** Where most of the work of a kind is due, of those that a job does not use yet. */
function mostDue(
  places: readonly Place[],
  unitsPerWork: Float64Array,
  due: Float64Array,
  own: readonly Share[],
): Place {
  let best = places[0] as Place
  let most = Number.NEGATIVE_INFINITY
  for (const place of places) {
    const left = (due[place.product] as number) / (unitsPerWork[place.option] as number)
    if (left <= most || own.some(({ product }) => product === place.product)) continue
    most = left
    best = place
  }
  return best
}

function placesOf(curve: DemandCurve, windows: WindowPrices, { prices, temperature }: ClearingPrices): Place[] {
  const { lines, unitsPerWork } = curve.options
  const { slots, soft } = windows
  const { from, to } = curve.window
  const cheapest = cheapestWork(curve, windows)
  const dearest = cheapest * (1 + decided * temperature)
  const places: Place[] = []
  let sum = 0
  for (let option = 0; option < lines.length; option++) {
    const line = lines[option] as number
    const each = unitsPerWork[option] as number
    if ((soft[windowIndex(slots, line, from, to)] as number) * each > dearest) continue
    for (let slot = from; slot < to; slot++) {
      const product = line * slots + slot
      const cost = (prices[product] as number) * each
      if (cost > dearest) continue
      const share = exp((cheapest - cost) / (temperature * cheapest))
      places.push({ product, option, share })
      sum += share
    }
  }
  for (const place of places) place.share /= sum
  return places
}

/** What is missing of a job, as a job. */
function restOf(demand: Demand, missing: number): Pick<Demand, 'work' | 'minWork' | 'value' | 'minUnits'> {
  const { work, minWork, value, minUnits } = demand
  return { work: missing, minWork: Math.max(0, minWork - (work - missing)), value, minUnits }
}

/** GPU-seconds for a job: rounded down where the buyer takes a little less and the last one would cost more than it is worth. */
export function unitsForJob(
  { work, minWork, value, minUnits }: Pick<Demand, 'work' | 'minWork' | 'value' | 'minUnits'>,
  microSpeed: number,
  unitPrice: number,
): number {
  const exact = (work * 1e6) / microSpeed
  const least = Math.floor(exact)
  const whole = Math.max(minUnits, least < exact ? least + 1 : least)
  if (least === whole || least < minUnits || Math.floor((least * microSpeed) / 1e6) < minWork) return whole
  return (value * (exact - least) * microSpeed) / 1e6 < unitPrice ? least : whole
}

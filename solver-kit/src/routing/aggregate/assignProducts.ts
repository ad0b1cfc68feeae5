import { exp, log } from '../elementary.ts'
import type { Demand } from '../MarketModel.ts'
import { workOf } from '../waterFill.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { DemandCurve } from './DemandCurve.ts'
import type { ClearingPrices } from './findPrices.ts'
import { mayAdd } from './mayAdd.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { leastPart, type Share, unitsForJob } from './Share.ts'
import { chanceToBuy } from './SmoothMarket.ts'
import { suppliedAt } from './SupplyCurve.ts'
import { type WindowPrices, windowIndex } from './WindowPrices.ts'

/** Behind the cheapest by this many temperatures, a product is none of a kind's places: e^-7 of its work. */
const decided = 7

/** A job takes this share of what a product sells, and more only where more is due to its kind. */
const mostOfProduct = 0.1

/** A product that a kind buys, and the share of its work there. */
export interface Place {
  product: number
  /** Place in the kind's options. */
  option: number
  share: number
}

/** Prices that clear a market. */
export interface Clearing extends ClearingPrices {
  /** Where each kind's work is done at them, by demand curve; where it says nothing, the prices do. */
  places?: readonly (readonly Place[])[]
}

interface Buyer {
  demand: Demand
  /** H100-seconds that it gets. */
  wanted: number
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
export function assignProducts(market: AggregateMarket, clearing: Clearing): Share[][] {
  const { prices, temperature } = clearing
  const { model, supply, demand } = market
  const shares: Share[][] = model.demands.map(() => [])
  const due = new Float64Array(prices.length)
  const sold = Float64Array.from(supply, (curve, product) => suppliedAt(curve, Math.sqrt(prices[product] as number)))
  const windows = leastPrices(market, prices)
  const buyers: Buyer[] = []
  for (const [index, curve] of demand.entries()) {
    const cheapest = cheapestWork(curve, windows)
    const heat = temperature * cheapest
    if (!((curve.values[0] as number) > cheapest - decided * heat)) continue
    const known = clearing.places?.[index] ?? []
    const { places, price } = known.length > 0 ? { places: known, price: cheapest } : placesOf(curve, windows, clearing)
    for (let i = 0; i < curve.intents.length; i++) {
      const job = model.demands[curve.intents[i] as number] as Demand
      const above = ((curve.values[i] as number) - price) / heat
      if (above < -decided) break
      const wanted = job.work * chanceToBuy(above)
      // Whoever the market needs a part of, and sells no part, is served if it is nearer to all than to nothing.
      if (wanted >= job.minWork) buyers.push({ demand: job, wanted, curve, places })
      else if (above > 0) buyers.push({ demand: job, wanted: job.work, curve, places })
    }
  }
  buyers.sort((a, b) => b.wanted - a.wanted || a.demand.intent - b.demand.intent)
  for (const { demand, wanted, curve, places } of buyers) {
    const { intent, work, minUnits } = demand
    const { unitsPerWork, microSpeeds, hardware } = curve.options
    for (const { product, option, share } of places)
      due[product] = (due[product] as number) + share * wanted * (unitsPerWork[option] as number)
    const own = shares[intent] as Share[]
    const mostDue = (): Place | undefined => {
      let best: Place | undefined
      let most = Number.NEGATIVE_INFINITY
      for (const place of places) {
        const left = (due[place.product] as number) / (unitsPerWork[place.option] as number)
        if (left <= most || !mayAdd(demand, own, place.product, model.slots)) continue
        most = left
        best = place
      }
      return best
    }
    let missing = Math.min(work, Math.ceil(wanted))
    for (let place = mostDue(); place; ) {
      const { product, option } = place
      const microSpeed = microSpeeds[option] as number
      const rest = missing < work ? restOf(demand, missing) : demand
      const units = unitsForJob(rest, microSpeed, prices[product] as number)
      const share = { intent, product, hardware: hardware[option] as number, microSpeed, units }
      own.push(share)
      const room = Math.max(due[product] as number, 0) + mostOfProduct * (sold[product] as number)
      const least = Math.max(minUnits, Math.ceil(leastPart * work * (unitsPerWork[option] as number)))
      place = units > room && units >= 2 * least ? mostDue() : undefined
      if (place) {
        share.units = Math.min(units - least, Math.max(least, Math.floor(room)))
        missing -= workOf(share, share.units)
      }
      due[product] = (due[product] as number) - share.units
    }
  }
  return shares
}

/** What a kind buys, and the price of work that decides who buys. */
function placesOf(
  curve: DemandCurve,
  windows: WindowPrices,
  { prices, temperature }: ClearingPrices,
): { places: Place[]; price: number } {
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
  return { places, price: cheapest * (1 - temperature * log(sum)) }
}

/** What is missing of a job, as a job. */
function restOf(demand: Demand, missing: number): Pick<Demand, 'work' | 'minWork' | 'value' | 'minUnits'> {
  const { work, minWork, value, minUnits } = demand
  return { work: missing, minWork: Math.max(0, minWork - (work - missing)), value, minUnits }
}

import { exp, log } from '../elementary.ts'
import type { Demand } from '../MarketModel.ts'
import { workOf } from '../waterFill.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { buyerRows, type DemandCurve, type DemandOptions } from './DemandCurve.ts'
import type { ClearingPrices } from './findPrices.ts'
import { mayAdd } from './mayAdd.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { leastPart, unitsForJob } from './Share.ts'
import { Shares } from './Shares.ts'
import { chanceToBuy } from './SmoothMarket.ts'
import { suppliedAt } from './SupplyCurve.ts'
import { sortDescending } from './sortDescending.ts'
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

/** Buyers that are served, in columns. */
interface Buyers {
  intents: number[]
  /** H100-seconds that each gets. */
  wanted: number[]
  /** What kind each is. */
  kinds: number[]
  /** What its kind buys, by kind. */
  places: (readonly Place[])[]
}

/**
 * Deals the products out to intents at prices that clear the market: whoever values work above its price is served where
 * that costs least. Where products cost the same, the kind's shares say how much should come from each; the big intents
 * come first, each goes where most is still due, in parts if it is large beside what is sold there. Those who are not served
 * have no shares.
 */
export function assignProducts(market: AggregateMarket, clearing: Clearing): Shares {
  const { prices } = clearing
  const { model, supply, demand } = market
  const { work: works, minUnits } = model.columns
  const shares = new Shares(buyerRows(demand, model.demands.length))
  const due = new Float64Array(prices.length)
  const sold = Float64Array.from(supply, (curve, product) => suppliedAt(curve, Math.sqrt(prices[product] as number)))
  const { intents, wanted: amounts, kinds, places: placesOfKinds } = findBuyers(market, clearing)
  for (const at of biggestFirst(intents, amounts, model.demands.length)) {
    const intent = intents[at] as number
    const wanted = amounts[at] as number
    const kind = kinds[at] as number
    const places = placesOfKinds[kind] as readonly Place[]
    const { options } = demand[kind] as DemandCurve
    const { unitsPerWork, microSpeeds, hardware } = options
    for (const { product, option, share } of places)
      due[product] = (due[product] as number) + share * wanted * (unitsPerWork[option] as number)
    const demanded = model.demands[intent] as Demand
    const work = works[intent] as number
    let missing = Math.min(work, Math.ceil(wanted))
    for (let place = mostDue(places, options, due); place; ) {
      const { product, option } = place
      const microSpeed = microSpeeds[option] as number
      const rest = missing < work ? restOf(demanded, missing) : demanded
      let units = unitsForJob(rest, microSpeed, prices[product] as number)
      const room = Math.max(due[product] as number, 0) + mostOfProduct * (sold[product] as number)
      const least = Math.max(minUnits[intent] as number, Math.ceil(leastPart * work * (unitsPerWork[option] as number)))
      place = undefined
      if (units > room && units >= 2 * least) {
        const part = Math.min(units - least, Math.max(least, Math.floor(room)))
        const own = [...shares.of(intent), { intent, product, hardware: 0, microSpeed, units: part }]
        place = mostDue(places, options, due, (other) => mayAdd(demanded, own, other, model.slots))
        if (place) {
          units = part
          missing -= workOf({ microSpeed }, units)
        }
      }
      shares.add({ intent, product, hardware: hardware[option] as number, microSpeed, units })
      due[product] = (due[product] as number) - units
    }
  }
  return shares
}

/** Places of buyers, by what they get and then by intent. */
function biggestFirst(intents: readonly number[], amounts: readonly number[], count: number): Int32Array {
  const placeOf = new Int32Array(count).fill(-1)
  for (let at = 0; at < intents.length; at++) placeOf[intents[at] as number] = at
  const order = placeOf.filter((at) => at >= 0)
  sortDescending(order, Float64Array.from(amounts))
  return order
}

/** Who is served at clearing prices, and where its kind buys. */
function findBuyers({ demand, model }: AggregateMarket, clearing: Clearing): Buyers {
  const { prices, temperature } = clearing
  const { work, minWork } = model.columns
  const windows = leastPrices({ model }, prices)
  const buyers: Buyers = { intents: [], wanted: [], kinds: [], places: [] }
  for (let kind = 0; kind < demand.length; kind++) {
    const curve = demand[kind] as DemandCurve
    const { intents, values } = curve
    const cheapest = cheapestWork(curve, windows)
    const heat = temperature * cheapest
    if (!((values[0] as number) > cheapest - decided * heat)) continue
    const known = clearing.places?.[kind] ?? []
    const { places, price } = known.length > 0 ? { places: known, price: cheapest } : placesOf(curve, windows, clearing)
    buyers.places[kind] = places
    for (let i = 0; i < intents.length; i++) {
      const intent = intents[i] as number
      const above = ((values[i] as number) - price) / heat
      if (above < -decided) break
      let wanted = (work[intent] as number) * chanceToBuy(above)
      if (wanted < (minWork[intent] as number)) {
        // Whoever the market needs a part of, and sells no part, is served if it is nearer to all than to nothing.
        if (above <= 0) continue
        wanted = work[intent] as number
      }
      buyers.intents.push(intent)
      buyers.wanted.push(wanted)
      buyers.kinds.push(kind)
    }
  }
  return buyers
}

/** Where most is still due, of the places that a job may use. */
function mostDue(
  places: readonly Place[],
  { unitsPerWork }: DemandOptions,
  due: Float64Array,
  isAllowed?: (product: number) => boolean,
): Place | undefined {
  let best: Place | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const place of places) {
    const left = (due[place.product] as number) / (unitsPerWork[place.option] as number)
    if (left <= most || isAllowed?.(place.product) === false) continue
    most = left
    best = place
  }
  return best
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

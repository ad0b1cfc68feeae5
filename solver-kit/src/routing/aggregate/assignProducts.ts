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

/**
 * Deals the products out to intents at prices that clear the market: whoever values work above its price is served where
 * that costs least. Where products cost the same, the kind's shares say how much should come from each; the big intents
 * come first, each goes where most is still due, in parts if it is large beside what is sold there. Those who are not served
 * have no shares.
 */
export function assignProducts(market: AggregateMarket, clearing: Clearing): Shares {
  const buyers = new Buyers(market, clearing)
  const assignment = new Assignment(market, clearing)
  for (const at of buyers.biggestFirst()) {
    const kind = buyers.kinds[at] as number
    assignment.serve(buyers.intents[at] as number, buyers.wanted[at] as number, kind, buyers.places[kind] ?? [])
  }
  return assignment.shares
}

/** What is dealt out so far. */
class Assignment {
  readonly shares: Shares
  readonly #market: AggregateMarket
  readonly #prices: Float64Array
  /** GPU-seconds by product: due to those served so far, less what they have got; and sold at these prices. */
  readonly #due: Float64Array
  readonly #sold: Float64Array

  constructor(market: AggregateMarket, { prices }: Clearing) {
    const { demand, model, supply } = market
    this.#market = market
    this.#prices = prices
    this.shares = new Shares(buyerRows(demand, model.demands.length))
    this.#due = new Float64Array(prices.length)
    this.#sold = Float64Array.from(supply, (curve, product) => suppliedAt(curve, Math.sqrt(prices[product] as number)))
  }

  /** Gives an intent so many H100-seconds, from where its kind buys. */
  serve(intent: number, wanted: number, kind: number, places: readonly Place[]): void {
    const { model, demand } = this.#market
    const { work: works, minUnits } = model.columns
    const [shares, due, prices] = [this.shares, this.#due, this.#prices]
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
      const room = Math.max(due[product] as number, 0) + mostOfProduct * (this.#sold[product] as number)
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
}

/** Who is served at clearing prices, in columns, and where its kind buys. */
class Buyers {
  readonly intents: number[] = []
  /** H100-seconds that each gets. */
  readonly wanted: number[] = []
  /** What kind each is. */
  readonly kinds: number[] = []
  /** What its kind buys, by kind. */
  readonly places: (readonly Place[])[] = []
  readonly #market: AggregateMarket

  constructor(market: AggregateMarket, clearing: Clearing) {
    this.#market = market
    const windows = leastPrices(market, clearing.prices)
    for (let kind = 0; kind < market.demand.length; kind++) this.#addKind(kind, clearing, windows)
  }

  #addKind(kind: number, clearing: Clearing, windows: WindowPrices): void {
    const { demand, model } = this.#market
    const { work, minWork } = model.columns
    const curve = demand[kind] as DemandCurve
    const { intents, values } = curve
    const cheapest = cheapestWork(curve, windows)
    const heat = clearing.temperature * cheapest
    if (!((values[0] as number) > cheapest - decided * heat)) return
    const known = clearing.places?.[kind] ?? []
    const { places, price } = known.length > 0 ? { places: known, price: cheapest } : placesOf(curve, windows, clearing)
    this.places[kind] = places
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
      this.intents.push(intent)
      this.wanted.push(wanted)
      this.kinds.push(kind)
    }
  }

  /** Places of buyers, by what they get and then by intent. */
  biggestFirst(): Int32Array {
    const placeOf = new Int32Array(this.#market.model.demands.length).fill(-1)
    for (let at = 0; at < this.intents.length; at++) placeOf[this.intents[at] as number] = at
    const order = new Int32Array(this.intents.length)
    let count = 0
    for (let intent = 0; intent < placeOf.length; intent++) {
      const at = placeOf[intent] as number
      if (at >= 0) order[count++] = at
    }
    sortDescending(order, Float64Array.from(this.wanted))
    return order
  }
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

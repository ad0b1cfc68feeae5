import type { Demand } from '../MarketModel.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { doneBy, type Share } from './Share.ts'
import type { Shares } from './Shares.ts'
import { rootAfter, type SupplyCurve, suppliedAt, supplyCost } from './SupplyCurve.ts'

/**
 * Reserve prices are below clearing prices by this share: buyers at exactly their limit stay, though what they get is
 * rounded down.
 */
const slack = 0.02

/** The market while intents move: who holds what, what is taken of each product, and what its next unit costs. */
export class Holdings {
  readonly market: AggregateMarket
  /** Prices that clear the market, by product, base units per GPU-second. */
  readonly clearing: Float64Array
  /** GPU-seconds that each product sells at them. */
  readonly offered: Float64Array
  /** What those cost there in all, base units. */
  readonly turnover: number
  readonly shares: Shares
  /** GPU-seconds, by product. */
  readonly taken: Float64Array
  /** Of the next GPU-second, by product. */
  readonly prices: Float64Array
  /** How often anything moved. */
  moves = 0
  #reserve: Float64Array
  /** By row of an intent: its kind. */
  readonly #kinds: Int32Array
  /** Prices of what is {@link setAside}. */
  readonly #pricesBefore: number[] = []

  /** Until {@link withoutReserve}, no unit costs (clearly) less than at clearing prices. `shares` change in place. */
  constructor(market: AggregateMarket, clearing: Float64Array, shares: Shares) {
    const { supply, demand, model } = market
    this.market = market
    this.clearing = clearing
    this.shares = shares
    this.#reserve = clearing.map((price) => price * (1 - slack))
    this.#kinds = new Int32Array(model.demands.length)
    for (const [kind, { begin, intents }] of demand.entries()) this.#kinds.fill(kind, begin, begin + intents.length)
    this.offered = Float64Array.from(supply, (curve, product) =>
      curve.capacity > 0 ? suppliedAt(curve, Math.sqrt(clearing[product] as number)) : 0,
    )
    this.turnover = this.offered.reduce(
      (sum, units, at) => (units > 0 ? sum + units * (clearing[at] as number) : sum),
      0,
    )
    this.taken = shares.unitsByProduct(supply.length)
    this.prices = this.taken.map((_, product) => this.#priceOf(product))
  }

  /** The kind of an intent that is in a demand curve. */
  curveOf(intent: number): DemandCurve {
    return this.market.demand[this.#kinds[this.shares.rowOf[intent] as number] as number] as DemandCurve
  }

  #priceOf(product: number): number {
    const curve = this.market.supply[product]
    if (!curve || curve.capacity <= 0) return Number.POSITIVE_INFINITY
    const root = rootAfter(curve, this.taken[product] as number)
    return Math.max(this.#reserve[product] as number, root * root)
  }

  /** From now on, units cost what they cost. */
  withoutReserve(): void {
    this.#reserve = new Float64Array(this.taken.length)
    for (let product = 0; product < this.taken.length; product++) this.prices[product] = this.#priceOf(product)
  }

  #take(product: number, units: number): void {
    this.moves++
    this.taken[product] = (this.taken[product] as number) + units
    this.prices[product] = this.#priceOf(product)
  }

  /**
   * Counts what an intent holds as not taken, to see what else there is for it, until {@link putBack}; nothing may move
   * meanwhile. `row` is the intent's.
   */
  setAside(row: number): void {
    const { product: products, units, next } = this.shares
    this.#pricesBefore.length = 0
    for (let at = this.shares.firstIn(row); at >= 0; at = next[at] as number) {
      const product = products[at] as number
      this.#pricesBefore.push(this.prices[product] as number)
      this.taken[product] = (this.taken[product] as number) - (units[at] as number)
      this.prices[product] = this.#priceOf(product)
    }
  }

  /** Ends {@link setAside}. */
  putBack(row: number): void {
    const { product: products, units, next } = this.shares
    let count = 0
    for (let at = this.shares.firstIn(row); at >= 0; at = next[at] as number) {
      const product = products[at] as number
      this.taken[product] = (this.taken[product] as number) + (units[at] as number)
      this.prices[product] = this.#pricesBefore[count++] as number
    }
  }

  /** Gives back what an intent holds, and says what that was. */
  release(intent: number): Share[] {
    const own = this.shares.of(intent)
    for (const { product, units } of own) this.#take(product, -units)
    this.shares.clear(intent)
    return own
  }

  /** Gives an intent more shares. */
  hold(shares: readonly Share[]): void {
    for (const share of shares) {
      this.#take(share.product, share.units)
      this.shares.add(share)
    }
  }

  /** What more units of a product cost, base units. */
  cost(product: number, units: number): number {
    const curve = this.market.supply[product]
    const taken = this.taken[product] as number
    if (!curve) return Number.POSITIVE_INFINITY
    return Math.max(
      units * (this.#reserve[product] as number),
      supplyCost(curve, taken + units) - supplyCost(curve, taken),
    )
  }

  /** The least that a kind pays for the next unit of work, base units per H100-second. */
  cheapestWork({ options: { lines, unitsPerWork }, window: { from, to } }: DemandCurve): number {
    const { prices } = this
    const { slots } = this.market.model
    let cheapest = Number.POSITIVE_INFINITY
    for (let k = 0; k < lines.length; k++) {
      const first = (lines[k] as number) * slots
      const each = unitsPerWork[k] as number
      for (let product = first + from; product < first + to; product++) {
        const price = (prices[product] as number) * each
        if (price < cheapest) cheapest = price
      }
    }
    return cheapest
  }

  /** GPU-seconds taken beyond what there is. */
  excess(product: number): number {
    return (this.taken[product] as number) - Math.floor((this.market.supply[product] as SupplyCurve).capacity)
  }

  /** What serving an intent with these shares adds to the welfare of the market, base units; none of them is taken yet. */
  worth({ value, work }: Pick<Demand, 'value' | 'work'>, parts: readonly Share[]): number {
    let paid = 0
    for (const { product, units } of parts) paid += this.cost(product, units)
    return Math.min(doneBy(parts), work) * value - paid
  }

  /** What all that is held is worth to its buyers, less what it costs where nothing is reserved, base units. */
  welfare(): number {
    const { demand, supply } = this.market
    let welfare = 0
    for (const curve of demand) welfare = this.#addValue(welfare, curve)
    for (let product = 0; product < supply.length; product++)
      welfare -= supplyCost(supply[product] as SupplyCurve, this.taken[product] as number)
    return welfare
  }

  /** Adds what a kind holds is worth to it, one by one: sums of floats differ by their order. */
  #addValue(sum: number, { begin, intents, values, work }: DemandCurve): number {
    for (let i = 0; i < intents.length; i++)
      sum +=
        (values[i] as number) * Math.min(this.shares.doneIn(begin + i), (work[i + 1] as number) - (work[i] as number))
    return sum
  }

  /** {@link worth} of what an intent has {@link setAside}. */
  worthAside(row: number, value: number, work: number): number {
    const { product, units, next } = this.shares
    let paid = 0
    for (let at = this.shares.firstIn(row); at >= 0; at = next[at] as number)
      paid += this.cost(product[at] as number, units[at] as number)
    return Math.min(this.shares.doneIn(row), work) * value - paid
  }
}

import type { Demand } from '../MarketModel.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { Share } from './assignProducts.ts'
import { rootAfter, supplyCost } from './SupplyCurve.ts'

/** The market while intents move: what is taken of each product, and what its next unit costs. */
export class Takings {
  readonly taken: Float64Array
  readonly prices: Float64Array
  /** How often anything moved. */
  moves = 0
  readonly #supply: AggregateMarket['supply']
  #reserve: Float64Array

  constructor({ supply }: AggregateMarket, shares: readonly (readonly Share[])[], reserve: Float64Array) {
    this.#supply = supply
    this.#reserve = reserve
    this.taken = new Float64Array(supply.length)
    for (const { product, units } of shares.flat()) this.taken[product] = (this.taken[product] as number) + units
    this.prices = this.taken.map((_, product) => this.#priceOf(product))
  }

  #priceOf(product: number): number {
    const curve = this.#supply[product]
    if (!curve || curve.capacity <= 0) return Number.POSITIVE_INFINITY
    const root = rootAfter(curve, this.taken[product] as number)
    return Math.max(this.#reserve[product] as number, root * root)
  }

  /** From now on, units cost what they cost. */
  withoutReserve(): void {
    this.#reserve = new Float64Array(this.taken.length)
    for (let product = 0; product < this.taken.length; product++) this.prices[product] = this.#priceOf(product)
  }

  add(product: number, units: number): void {
    this.moves++
    this.taken[product] = (this.taken[product] as number) + units
    this.prices[product] = this.#priceOf(product)
  }

  cost(product: number, units: number): number {
    const curve = this.#supply[product]
    const taken = this.taken[product] as number
    if (!curve) return Number.POSITIVE_INFINITY
    return Math.max(
      units * (this.#reserve[product] as number),
      supplyCost(curve, taken + units) - supplyCost(curve, taken),
    )
  }

  excess(product: number): number {
    return (this.taken[product] as number) - Math.floor(this.#supply[product]?.capacity ?? 0)
  }

  /** What serving an intent with these shares adds to the welfare of the market, base units; none of them is taken yet. */
  worth({ value, work }: Demand, parts: readonly Share[]): number {
    let done = 0
    let paid = 0
    for (const { product, units, microSpeed } of parts) {
      done += Math.floor((units * microSpeed) / 1e6)
      paid += this.cost(product, units)
    }
    return Math.min(done, work) * value - paid
  }
}

import type { Demand } from '../MarketModel.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { doneBy, type Share } from './Share.ts'
import { rootAfter, supplyCost } from './SupplyCurve.ts'

/** The market while intents move: what is taken of each product, and what its next unit costs. */
export class Takings {
  readonly taken: Float64Array
  readonly prices: Float64Array
  /** How often anything moved. */
  moves = 0
  readonly #supply: AggregateMarket['supply']
  readonly #slots: number
  #reserve: Float64Array

  constructor({ supply, model }: AggregateMarket, shares: readonly (readonly Share[])[], reserve: Float64Array) {
    this.#supply = supply
    this.#slots = model.slots
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

  /** The least that a kind pays for the next unit of work, base units per H100-second. */
  cheapestWork({ options: { lines, unitsPerWork }, window: { from, to } }: DemandCurve): number {
    let cheapest = Number.POSITIVE_INFINITY
    for (let k = 0; k < lines.length; k++) {
      const first = (lines[k] as number) * this.#slots
      const each = unitsPerWork[k] as number
      for (let product = first + from; product < first + to; product++) {
        const price = (this.prices[product] as number) * each
        if (price < cheapest) cheapest = price
      }
    }
    return cheapest
  }

  excess(product: number): number {
    return (this.taken[product] as number) - Math.floor(this.#supply[product]?.capacity ?? 0)
  }

  /** What serving an intent with these shares adds to the welfare of the market, base units; none of them is taken yet. */
  worth({ value, work }: Demand, parts: readonly Share[]): number {
    let paid = 0
    for (const { product, units } of parts) paid += this.cost(product, units)
    return Math.min(doneBy(parts), work) * value - paid
  }
}

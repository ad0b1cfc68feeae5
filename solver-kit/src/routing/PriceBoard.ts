import type { LineOption } from '../market/eligibility.ts'
import { floatCost } from '../market/FloatCurve.ts'
import { type IntentTerms, intentTerms } from '../market/intentTerms.ts'
import { toFloat } from '../market/natural.ts'
import { leastPrices } from './aggregate/priceBound.ts'
import { type WindowPrices, windowIndex } from './aggregate/WindowPrices.ts'
import type { Cell, Demand, ModelArc } from './MarketModel.ts'
import type { Placement, Plan, PlannedFill } from './Plan.ts'
import { unitsFor, workOf } from './waterFill.ts'

/** Offers are counted in floats: exact to this share. */
export const offerError = 1e-9

/** A purchase of one pool in one slot. */
export interface Offer {
  arc: ModelArc
  units: number
  /** What buying just this would leave the buyer, base units. */
  surplus: number
}

const productOf = ({ product }: Cell): number => product

/** Average prices of a plan's products, and what each pool has left, kept up to date while placements move. */
export class PriceBoard {
  readonly plan: Plan
  readonly #units: Float64Array
  readonly #cost: Float64Array
  /** By cell. */
  readonly #productOf: Int32Array
  /** Cheapest next unit of each product; NaN where it has to be looked up again. */
  readonly #next: Float64Array

  constructor(plan: Plan) {
    this.plan = plan
    const { cells, products } = plan.model
    this.#productOf = Int32Array.from(cells, productOf)
    this.#units = new Float64Array(products.length)
    this.#cost = new Float64Array(products.length)
    this.#next = new Float64Array(products.length).fill(Number.NaN)
    for (let cell = 0; cell < cells.length; cell++) this.#countCell(cell)
  }

  #countCell(cell: number): void {
    const { product, sold, curve } = this.plan.model.cells[cell] as Cell
    const taken = this.plan.sold(cell) - sold
    if (taken === 0) return
    this.#units[product] = (this.#units[product] as number) + taken
    this.#cost[product] = (this.#cost[product] as number) + floatCost(curve, sold, sold + taken)
  }

  #leastNext(product: number): number {
    let least = Number.POSITIVE_INFINITY
    for (const index of this.plan.model.products[product]?.cells ?? [])
      if (this.plan.left(index) > 0) least = Math.min(least, this.plan.price(index))
    return least
  }

  /** Price of a product's cheapest next unit; Infinity when nothing is left. */
  next(product: number): number {
    const known = this.#next[product] as number
    if (!Number.isNaN(known)) return known
    const least = this.#leastNext(product)
    this.#next[product] = least
    return least
  }

  /** What units of a product that somebody buys pay. */
  payment(product: number, units: number): number {
    return (units * (this.#cost[product] as number)) / (this.#units[product] as number)
  }

  surplus({ intent, fills, work }: Placement): number {
    let paid = 0
    for (const { arc, units } of fills) paid += this.payment(this.#productOf[arc.cell] as number, units)
    return (this.plan.model.columns.value[intent] as number) * work - paid
  }

  #count(fills: readonly PlannedFill[], sign: 1 | -1): void {
    for (const { arc, units } of fills) {
      const { product, curve } = this.plan.model.cells[arc.cell] as Cell
      const sold = this.plan.sold(arc.cell)
      this.#units[product] = (this.#units[product] as number) + sign * units
      this.#cost[product] =
        (this.#cost[product] as number) +
        (sign > 0 ? floatCost(curve, sold - units, sold) : -floatCost(curve, sold, sold + units))
      this.#next[product] = Number.NaN
    }
  }

  place(placement: Placement): void {
    this.plan.place(placement)
    this.#count(placement.fills, 1)
  }

  remove(intent: number): void {
    const placement = this.plan.remove(intent)
    if (placement) this.#count(placement.fills, -1)
  }
}

/**
 * What the cheapest next unit of work costs an intent, base units per H100-second; reckoned once for equal wishes and
 * windows. Holds while nothing moves.
 */
export class CheapestNext {
  readonly #kind: Int32Array
  readonly #terms: readonly IntentTerms[]
  readonly #least: WindowPrices
  /** By kind. */
  readonly #known: Float64Array

  constructor(board: PriceBoard) {
    const { model } = board.plan
    const next = new Float64Array(model.products.length)
    for (let product = 0; product < next.length; product++) next[product] = board.next(product)
    this.#kind = model.columns.kind
    this.#terms = intentTerms(model.problem)
    this.#least = leastPrices({ model }, next)
    this.#known = new Float64Array(this.#terms.length).fill(Number.NaN)
  }

  of(intent: number): number {
    const kind = this.#kind[intent] as number
    const known = this.#known[kind] as number
    if (!Number.isNaN(known)) return known
    const cheapest = this.#find(this.#terms[intent] as IntentTerms)
    this.#known[kind] = cheapest
    return cheapest
  }

  #find({ lines, from, to }: IntentTerms): number {
    const { slots, soft } = this.#least
    let cheapest = Number.POSITIVE_INFINITY
    if (to <= from) return cheapest
    for (const { line, speed } of lines)
      cheapest = Math.min(cheapest, ((soft[windowIndex(slots, line, from, to)] as number) * 1e6) / toFloat(speed))
    return cheapest
  }
}

/** The best purchase of one pool in one slot that a plan leaves an intent, if it is worth more than `atLeast`. */
export function bestOffer(board: PriceBoard, intent: number, atLeast: number): Offer | undefined {
  const demand = board.plan.model.demands[intent] as Demand
  const search = new OfferSearch(board, demand, atLeast)
  for (const option of demand.lines) search.tryLine(option)
  return search.best
}

/** Looks for the best offer of all, each loop a method: see {@link Surpluses}. */
class OfferSearch {
  best: Offer | undefined
  readonly #board: PriceBoard
  readonly #demand: Demand
  /** What the best leaves the buyer, base units. */
  #most: number

  constructor(board: PriceBoard, demand: Demand, atLeast: number) {
    this.#board = board
    this.#demand = demand
    this.#most = atLeast
  }

  tryLine({ line, hardware, speed }: LineOption): void {
    const { work, value, window } = this.#demand
    const first = line * this.#board.plan.model.slots
    const microSpeed = toFloat(speed)
    for (let slot = window.from; slot < window.to; slot++)
      if (work * (value - (this.#board.next(first + slot) * 1e6) / microSpeed) > this.#most)
        this.#tryProduct(first + slot, slot, hardware, microSpeed)
  }

  #tryProduct(product: number, slot: number, hardware: number, microSpeed: number): void {
    const { plan } = this.#board
    const { cells, products } = plan.model
    const { work, value, minWork, minUnits } = this.#demand
    const wanted = unitsFor({ microSpeed }, work)
    for (const cell of products[product]?.cells ?? []) {
      const { pool, curve } = cells[cell] as Cell
      const sold = plan.sold(cell)
      const units = Math.min(wanted, curve.capacity - sold)
      if (units < minUnits || units <= 0) continue
      const done = Math.min(work, workOf({ microSpeed }, units))
      if (done < minWork) continue
      // Few are left in many a pool that is cheap, and no unit costs less than the next.
      if (value * done - units * plan.price(cell) * (1 - offerError) <= this.#most) continue
      const surplus = value * done - floatCost(curve, sold, sold + units)
      if (surplus <= this.#most) continue
      this.#most = surplus
      this.best = { arc: { cell, pool, slot, hardware, microSpeed, speed: microSpeed / 1e6 }, units, surplus }
    }
  }
}

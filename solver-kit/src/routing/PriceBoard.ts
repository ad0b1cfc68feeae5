import { type IntentTerms, intentTerms } from '../market/intentTerms.ts'
import { leastPrices } from './aggregate/priceBound.ts'
import { windowIndex } from './aggregate/WindowPrices.ts'
import { floatCost } from './FloatCurve.ts'
import type { Cell, Demand, ModelArc } from './MarketModel.ts'
import type { Placement, Plan, PlannedFill } from './Plan.ts'
import { unitsFor, workOf } from './waterFill.ts'

/** A purchase of one pool in one slot. */
export interface Offer {
  arc: ModelArc
  units: number
  /** What buying just this would leave the buyer, base units. */
  surplus: number
}

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
    this.#productOf = Int32Array.from(cells, ({ product }) => product)
    this.#units = new Float64Array(products.length)
    this.#cost = new Float64Array(products.length)
    this.#next = new Float64Array(products.length).fill(Number.NaN)
    for (let index = 0; index < cells.length; index++) {
      const { product, sold, curve } = cells[index] as Cell
      const taken = plan.sold(index) - sold
      if (taken === 0) continue
      this.#units[product] = (this.#units[product] as number) + taken
      this.#cost[product] = (this.#cost[product] as number) + floatCost(curve, sold, sold + taken)
    }
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

  surplus({ intent, fills, work }: Placement): number {
    let paid = 0
    for (const { arc, units } of fills) {
      const product = this.#productOf[arc.cell] as number
      paid += (units * (this.#cost[product] as number)) / (this.#units[product] as number)
    }
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
export function cheapestNext(board: PriceBoard): (intent: number) => number {
  const { model } = board.plan
  const terms = intentTerms(model.problem)
  const next = Float64Array.from(model.products, (_, product) => board.next(product))
  const { slots, soft } = leastPrices({ model }, next)
  const known = new Map<Demand['lines'], Map<number, number>>()
  return (intent) => {
    const { lines, from, to } = terms[intent] as IntentTerms
    if (to <= from) return Number.POSITIVE_INFINITY
    const windows = known.get(lines) ?? new Map<number, number>()
    known.set(lines, windows)
    const key = from * slots + to - 1
    let cheapest = windows.get(key)
    if (cheapest === undefined) {
      cheapest = Number.POSITIVE_INFINITY
      for (const { line, speed } of lines)
        cheapest = Math.min(cheapest, ((soft[windowIndex(slots, line, from, to)] as number) * 1e6) / Number(speed))
      windows.set(key, cheapest)
    }
    return cheapest
  }
}

/** The best purchase of one pool in one slot that a plan leaves an intent, if it is worth more than `atLeast`. */
export function bestOffer(board: PriceBoard, intent: number, atLeast: number): Offer | undefined {
  const { plan } = board
  const { model } = plan
  const demand = model.demands[intent] as Demand
  let best: Offer | undefined
  let most = atLeast
  const consider = (arc: ModelArc): void => {
    const { curve } = model.cells[arc.cell] as Cell
    const sold = plan.sold(arc.cell)
    const units = Math.min(unitsFor(arc, demand.work), curve.capacity - sold)
    if (units < demand.minUnits || units <= 0) return
    const work = Math.min(demand.work, workOf(arc, units))
    if (work < demand.minWork) return
    const surplus = demand.value * work - floatCost(curve, sold, sold + units)
    if (surplus <= most) return
    most = surplus
    best = { arc, units, surplus }
  }
  for (const { line, hardware, speed } of demand.lines) {
    const microSpeed = Number(speed)
    for (let slot = demand.window.from; slot < demand.window.to; slot++) {
      const product = line * model.slots + slot
      if (demand.work * (demand.value - (board.next(product) * 1e6) / microSpeed) <= most) continue
      for (const cell of model.products[product]?.cells ?? [])
        if (plan.left(cell) > 0)
          consider({
            cell,
            pool: (model.cells[cell] as Cell).pool,
            slot,
            hardware,
            microSpeed,
            speed: microSpeed / 1e6,
          })
    }
  }
  return best
}

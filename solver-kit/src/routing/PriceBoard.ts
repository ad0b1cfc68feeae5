import { floatCost, floatPrice } from './FloatCurve.ts'
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
  /** Cheapest next unit of each product. */
  readonly #next: Float64Array

  constructor(plan: Plan) {
    this.plan = plan
    const { cells, products } = plan.model
    this.#units = new Float64Array(products.length)
    this.#cost = new Float64Array(products.length)
    this.#next = new Float64Array(products.length)
    for (const [index, { product, sold, curve }] of cells.entries()) {
      const taken = plan.sold(index) - sold
      this.#units[product] = (this.#units[product] as number) + taken
      this.#cost[product] = (this.#cost[product] as number) + floatCost(curve, sold, sold + taken)
    }
    for (let product = 0; product < products.length; product++) this.#refresh(product)
  }

  #refresh(product: number): void {
    let least = Number.POSITIVE_INFINITY
    for (const index of this.plan.model.products[product]?.cells ?? [])
      if (this.plan.left(index) > 0) {
        const { curve } = this.plan.model.cells[index] as Cell
        least = Math.min(least, floatPrice(curve, this.plan.sold(index)))
      }
    this.#next[product] = least
  }

  next(product: number): number {
    return this.#next[product] as number
  }

  surplus({ intent, fills, work }: Placement): number {
    let paid = 0
    for (const { arc, units } of fills) {
      const { product } = this.plan.model.cells[arc.cell] as Cell
      paid += (units * (this.#cost[product] as number)) / (this.#units[product] as number)
    }
    return (this.plan.model.demands[intent]?.value ?? 0) * work - paid
  }

  #count(fills: readonly PlannedFill[], sign: 1 | -1): void {
    for (const { arc, units } of fills) {
      const { product, curve } = this.plan.model.cells[arc.cell] as Cell
      const sold = this.plan.sold(arc.cell)
      this.#units[product] = (this.#units[product] as number) + sign * units
      this.#cost[product] =
        (this.#cost[product] as number) +
        (sign > 0 ? floatCost(curve, sold - units, sold) : -floatCost(curve, sold, sold + units))
      this.#refresh(product)
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

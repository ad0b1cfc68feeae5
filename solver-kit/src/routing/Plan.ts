import type { Fill } from '@walras/intents-schema'
import { floatCost, floatPrice } from '../market/FloatCurve.ts'
import { optionsOf } from '../rules/evaluateSolution.ts'
import { addGas, settlementGas } from '../rules/settlementGas.ts'
import type { Cell, MarketModel, ModelArc, ModelProduct } from './MarketModel.ts'

export interface PlannedFill {
  arc: ModelArc
  /** GPU-seconds, an integer. */
  units: number
}

/** Fills that serve one intent by its own rules, and what they are worth. */
export interface Placement {
  intent: number
  fills: readonly PlannedFill[]
  /** H100-seconds, at most what the intent wants. */
  work: number
  /** Base units these fills add to what the pools are paid. */
  cost: number
  /** What they add to the welfare of the market: the buyer's limit for the work, less the cost and the price of gas. */
  gain: number
}

const soldBefore = ({ sold }: Cell): number => sold

const isServed = (placement: Placement | undefined) => placement !== undefined

/**
 * Who gets what, while a solver thinks. Placing is free and can be undone; {@link finishPlan} turns a plan into a
 * solution that may leave.
 */
export class Plan {
  readonly model: MarketModel
  /**
   * What a unit of settlement gas is reckoned at, in base units: 0 unless more is worth serving than one transaction can
   * settle. Gains of placements are net of it. See {@link priceGas}.
   */
  gasPrice = 0
  readonly #sold: Float64Array
  /** Price of each cell's next unit; NaN where it has to be looked up again. */
  readonly #prices: Float64Array
  readonly #placements: (Placement | undefined)[]

  constructor(model: MarketModel, from?: Plan) {
    this.model = model
    this.#sold = from ? from.#sold.slice() : Float64Array.from(model.cells, soldBefore)
    this.#prices = from ? from.#prices.slice() : new Float64Array(model.cells.length).fill(Number.NaN)
    this.#placements = from ? from.#placements.slice() : new Array(model.demands.length).fill(undefined)
    this.gasPrice = from?.gasPrice ?? 0
  }

  /** A plan that starts where this one is. */
  copy(): Plan {
    return new Plan(this.model, this)
  }

  /** GPU-seconds of a cell that are gone: sold at the snapshot or taken by the plan. */
  sold(cell: number): number {
    return this.#sold[cell] ?? 0
  }

  /** GPU-seconds of a cell that are left. */
  left(cell: number): number {
    return (this.model.cells[cell]?.curve.capacity ?? 0) - this.sold(cell)
  }

  /** Price of a cell's next unit, base units. */
  price(cell: number): number {
    const known = this.#prices[cell]
    if (known === undefined) return Number.POSITIVE_INFINITY
    if (!Number.isNaN(known)) return known
    const price = floatPrice((this.model.cells[cell] as Cell).curve, this.sold(cell))
    this.#prices[cell] = price
    return price
  }

  /** What `units` more of a cell would cost, base units. */
  cost(cell: number, units: number): number {
    const found = this.model.cells[cell]
    const sold = this.sold(cell)
    return found ? floatCost(found.curve, sold, sold + units) : 0
  }

  /** What serving an intent with these fills adds to the price of the batch's gas, base units. */
  gasCost(intent: number, fills: readonly PlannedFill[]): number {
    if (this.gasPrice === 0) return 0
    const { cells, problem } = this.model
    let purchases = 0
    for (const { arc } of fills) if (this.sold(arc.cell) === cells[arc.cell]?.sold) purchases++
    const size = { orders: 1, options: optionsOf(problem.intents[intent]), fills: fills.length, purchases, products: 0 }
    return this.gasPrice * addGas(0, settlementGas(size))
  }

  placement(intent: number): Placement | undefined {
    return this.#placements[intent]
  }

  /** Serves the placement's intent; what served it before is taken back. */
  place(placement: Placement): void {
    this.remove(placement.intent)
    for (const { arc, units } of placement.fills) this.#sell(arc.cell, units)
    this.#placements[placement.intent] = placement
  }

  /** Takes an intent's fills back and says what they were. */
  remove(intent: number): Placement | undefined {
    const placement = this.#placements[intent]
    if (!placement) return undefined
    for (const { arc, units } of placement.fills) this.#sell(arc.cell, -units)
    this.#placements[intent] = undefined
    return placement
  }

  #sell(cell: number, units: number): void {
    this.#sold[cell] = this.sold(cell) + units
    this.#prices[cell] = Number.NaN
  }

  get placements(): Placement[] {
    return this.#placements.filter(isServed)
  }

  /** The plan's fills as solutions carry them. */
  get fills(): Fill[] {
    const fills: Fill[] = []
    for (const placement of this.#placements) if (placement) this.#addFills(placement, fills)
    return fills
  }

  #addFills({ intent, fills: planned }: Placement, fills: Fill[]): void {
    for (const fill of planned) fills.push(this.fillOf(intent, fill))
  }

  fillOf(intent: number, { arc, units }: PlannedFill): Fill {
    // The first line's products name the slots: no bigint of its own for each fill.
    const { slot } = this.model.products[arc.slot] as ModelProduct
    return { intent, pool: arc.pool, slot, hardware: arc.hardware, units: BigInt(units) }
  }

  /** Base units: limits of what is served, less what the pools are paid for it. */
  get welfare(): number {
    const { demands, cells } = this.model
    let welfare = 0
    for (const { intent, work } of this.placements) welfare += (demands[intent]?.value ?? 0) * work
    for (let cell = 0; cell < cells.length; cell++) welfare -= this.#takenCost(cell)
    return welfare
  }

  /** What the pools are paid for what the plan takes of a cell, base units. */
  #takenCost(cell: number): number {
    const { curve, sold } = this.model.cells[cell] as Cell
    return floatCost(curve, sold, this.sold(cell))
  }
}

import { type FloatCurve, floatPrice, unitsBelowRoot } from '../../market/FloatCurve.ts'
import type { Cell, MarketModel, ModelArc } from '../MarketModel.ts'
import type { Plan } from '../Plan.ts'
import { rootAfter, type SupplyCurve } from './SupplyCurve.ts'
import { sortDescending } from './sortDescending.ts'

/** No quota. */
export const noQuota = -1

/**
 * What each pool of a product sells, while the product is dealt out: all sell up to one price. In columns, because every
 * buyer looks at all of them.
 */
export class Quotas {
  readonly #model: MarketModel
  /** Index of the pool's cell. */
  readonly cells: Int32Array
  /** Quotas, those with the dearest last unit first; of equals the first in `cells`. */
  readonly order: Int32Array
  /** Base units that its last unit costs once the product is dealt out. */
  readonly top: Float64Array
  /** GPU-seconds still to be dealt out. */
  readonly due: Float64Array
  /** GPU-seconds that could be. */
  readonly left: Float64Array
  /** Quotas, those with least due first; of equals the first in `cells`. */
  readonly #byDue: Int32Array

  /** When `total` GPU-seconds are sold of a product. */
  constructor(model: MarketModel, supply: SupplyCurve, plan: Plan, product: number, total: number) {
    const cells = model.products[product]?.cells ?? []
    this.#model = model
    this.cells = Int32Array.from(cells)
    this.order = new Int32Array(cells.length)
    this.top = new Float64Array(cells.length)
    this.due = new Float64Array(cells.length)
    this.left = Float64Array.from(cells, (cell) => plan.left(cell))
    this.#byDue = new Int32Array(cells.length)
    this.#setDues(total, rootAfter(supply, Math.min(total, supply.capacity * (1 - 1e-12))))
  }

  /** The pool's cell. */
  cellOf(quota: number): Cell {
    return this.#model.cells[this.cells[quota] as number] as Cell
  }

  /** The pool as one hardware of a buyer's, at that speed. */
  arc(quota: number, hardware: number, microSpeed: number): ModelArc {
    const { pool, product } = this.cellOf(quota)
    const { slots } = this.#model
    return {
      cell: this.cells[quota] as number,
      pool,
      slot: product % slots,
      hardware,
      microSpeed,
      speed: microSpeed / 1e6,
    }
  }

  isDue(quota: number): boolean {
    return (this.due[quota] as number) > 0
  }

  /** Whether any is. */
  areDue(): boolean {
    for (let quota = 0; quota < this.due.length; quota++) if (this.isDue(quota)) return true
    return false
  }

  /** Deals units out, or takes them back. */
  take(quota: number, units: number): void {
    this.due[quota] = (this.due[quota] as number) - units
    this.left[quota] = (this.left[quota] as number) - units
    this.#replace(quota)
  }

  /** Moves a quota to where it belongs by what is due of it. */
  #replace(quota: number): void {
    const sorted = this.#byDue
    const { due } = this
    const own = due[quota] as number
    let at = sorted.indexOf(quota)
    for (; at > 0 && (due[sorted[at - 1] as number] as number) > own; at--) sorted[at] = sorted[at - 1] as number
    const last = sorted.length - 1
    for (; at < last && (due[sorted[at + 1] as number] as number) < own; at++) sorted[at] = sorted[at + 1] as number
    sorted[at] = quota
  }

  #curve(quota: number): FloatCurve {
    return this.cellOf(quota).curve
  }

  /** What is still due of each pool, in whole GPU-seconds that add up to `total`, when all sell up to one price. */
  #setDues(total: number, root: number): void {
    const { cells, top, due, left } = this
    let missing = total
    for (let quota = 0; quota < cells.length; quota++) {
      const curve = this.#curve(quota)
      const most = left[quota] as number
      const below = unitsBelowRoot(curve, root) - (curve.capacity - most)
      const own = Math.min(most, Math.max(0, Math.floor(below)))
      due[quota] = own
      missing -= own
    }
    for (let quota = 0; quota < cells.length; quota++) {
      const own = due[quota] as number
      const more = Math.max(-own, Math.min(missing, (left[quota] as number) - own, own > 0 ? 2 : 0))
      due[quota] = own + more
      missing -= more
    }
    for (let quota = 0; quota < cells.length; quota++) {
      const curve = this.#curve(quota)
      top[quota] = floatPrice(curve, curve.capacity - (left[quota] as number) + (due[quota] as number) - 1)
    }
    const [byDue, { order }] = [this.#byDue, this]
    for (let at = 0; at < cells.length; at++) {
      order[at] = at
      byDue[at] = cells.length - 1 - at
    }
    sortDescending(order, top)
    sortDescending(byDue, due)
    byDue.reverse()
  }

  /** Once some pools have sold more than their part, the others sell up to a lower price. */
  settle(total: number): void {
    const { left } = this
    let low = Number.POSITIVE_INFINITY
    let high = 0
    for (let quota = 0; quota < left.length; quota++) {
      const { ranges } = this.#curve(quota)
      low = Math.min(low, ranges[0]?.sqrtLower ?? 0)
      high = Math.max(high, ranges.at(-1)?.sqrtUpper ?? 0)
    }
    for (let step = 0; step < 50 && high - low > low * 1e-9; step++) {
      const middle = (low + high) / 2
      if (this.#suppliedBelow(middle) < total) low = middle
      else high = middle
    }
    this.#setDues(total, high)
  }

  /** GPU-seconds that all sell below a price, given by its root. */
  #suppliedBelow(root: number): number {
    const { left } = this
    let sum = 0
    for (let quota = 0; quota < left.length; quota++) {
      const curve = this.#curve(quota)
      const most = left[quota] as number
      sum += Math.min(most, Math.max(0, unitsBelowRoot(curve, root) - (curve.capacity - most)))
    }
    return sum
  }

  /**
   * The pool with least due that still covers the units; else the one with most due, of those that can sell them at all if
   * it must be `whole`. None of those `taken`.
   */
  bestFit(units: number, whole: boolean, taken: readonly { quota: number }[]): number {
    const { due, left } = this
    const sorted = this.#byDue
    const isFree = (quota: number): boolean => taken.length === 0 || taken.every((piece) => piece.quota !== quota)
    for (let at = this.#firstDue(units); at < sorted.length; at++)
      if (isFree(sorted[at] as number)) return sorted[at] as number
    for (let at = sorted.length - 1; at >= 0; at--) {
      const quota = sorted[at] as number
      if (whole ? (left[quota] as number) < units : (due[quota] as number) <= 0) continue
      if (isFree(quota)) return quota
    }
    return noQuota
  }

  /** Where those begin, by what is due, that have so many units due. */
  #firstDue(units: number): number {
    const { due } = this
    const sorted = this.#byDue
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((due[sorted[middle] as number] as number) < units) low = middle + 1
      else high = middle
    }
    return low
  }
}

import { type FloatCurve, floatPrice, unitsBelowRoot } from '../market/FloatCurve.ts'
import { addGas, settlementGas } from '../rules/settlementGas.ts'
import type { Cell, Demand, ModelArc } from './MarketModel.ts'
import type { Plan, PlannedFill } from './Plan.ts'
import { type ReservePrices, reservedCost, unitsFor, workOf } from './waterFill.ts'

/** A reservation on one pool. */
export interface Run {
  fills: PlannedFill[]
  work: number
  /** Value of the work less its cost. */
  gain: number
}

export interface RunOptions {
  reserve?: ReservePrices | undefined
  /**
   * Base units that an H100-second is reckoned at, for the last one of each cell too: takes from many pools a little, where
   * that is cheap, instead of from few to the top. Default: what the buyer pays, and all that is left.
   */
  workPrice?: number
}

/** A reservation that could be made. */
interface Stretch {
  /** Its first arc, and how many. */
  first: number
  length: number
  /** GPU-seconds of each. */
  units: number
  /** H100-seconds, no more than are wanted. */
  done: number
  /** Of the next unit of all its arcs together, base units. */
  price: number
}

/** Gas of a fill in a slot of its own. */
const gasPerFill = addGas(0, settlementGas({ orders: 0, options: 0, fills: 1, purchases: 1, products: 0 }))

/**
 * Reservations that a demand can have of a pool: the same units in consecutive slots, with the units that finish the work in
 * that many slots, or what the tightest slot has left. One pool at a time: {@link look} at it first.
 */
export class PoolRuns {
  readonly #plan: Plan
  readonly #demand: Demand
  readonly #reserve: ReservePrices | undefined
  readonly #workPrice: number | undefined
  readonly #gasPerSlot: number
  #arcs: readonly ModelArc[] = []
  /** What the next unit gains in the slot where that is most, base units; -Infinity where no slot has enough. */
  #mostOfUnit = Number.NEGATIVE_INFINITY
  /** What all units that may be taken gain, where they gain anything, base units. */
  #mostOfAll = 0
  /** Of the next unit of each arc, and GPU-seconds that may be taken. */
  readonly #prices: Float64Array
  readonly #left: Float64Array

  constructor(plan: Plan, demand: Demand, { reserve, workPrice }: RunOptions) {
    this.#plan = plan
    this.#demand = demand
    this.#reserve = reserve
    this.#workPrice = workPrice
    this.#gasPerSlot = plan.gasPrice * gasPerFill
    this.#prices = new Float64Array(demand.window.to - demand.window.from)
    this.#left = new Float64Array(demand.window.to - demand.window.from)
  }

  /** Takes up a pool, by its arcs; false where nothing is cheap enough. */
  look(arcs: readonly ModelArc[]): boolean {
    const plan = this.#plan
    const workPrice = this.#workPrice
    const worth = workPrice ?? this.#demand.value
    const least = Math.max(1, this.#demand.minUnits)
    this.#arcs = arcs
    this.#mostOfUnit = Number.NEGATIVE_INFINITY
    this.#mostOfAll = 0
    const { speed } = arcs[0] as ModelArc
    const root = Math.sqrt(worth * speed)
    let isCheap = workPrice === undefined
    // A pool's curve is the same in most slots.
    let last: FloatCurve | undefined
    let forSale = 0
    for (let at = 0; at < arcs.length; at++) {
      const { cell } = arcs[at] as ModelArc
      const { curve } = plan.model.cells[cell] as Cell
      const sold = plan.sold(cell)
      const price = Math.max(floatPrice(curve, sold), this.#reserve?.[cell] ?? 0)
      this.#prices[at] = price
      if (curve !== last) {
        last = curve
        forSale = workPrice === undefined ? curve.capacity : unitsBelowRoot(curve, root)
      }
      const left = Math.max(0, Math.floor(forSale - sold))
      isCheap ||= price < worth * speed
      this.#left[at] = left
      if (left < least) continue
      const gain = worth * speed - price
      this.#mostOfUnit = Math.max(this.#mostOfUnit, gain)
      if (gain > 0) this.#mostOfAll += left * gain
    }
    return isCheap
  }

  /**
   * What no run for so much work gains more than: no unit costs less than the first. -Infinity where no slot has enough for a
   * fill.
   */
  mostGain(work: number): number {
    const mostOfUnit = this.#mostOfUnit
    if (mostOfUnit === Number.NEGATIVE_INFINITY) return mostOfUnit
    return Math.min(this.#mostOfAll, (work / (this.#arcs[0] as ModelArc).speed) * Math.max(0, mostOfUnit))
  }

  /** The run that gains most. An all-or-nothing job takes the one that does most of it, the cheapest of those. */
  best(work: number): Run | undefined {
    const { minWork, work: wanted, value } = this.#demand
    const whole = minWork === wanted
    const worth = this.#workPrice ?? value
    const isPriced = this.#workPrice !== undefined
    let best: { first: number; length: number; units: number; work: number; gain: number } | undefined
    this.#forEach(work, ({ first, length, units, done, price }) => {
      const gas = this.#gasPerSlot * length
      const more = !best || (whole && !isPriced && done > best.work)
      // No unit costs less than the first: most runs are ruled out without a quote.
      if (best && !more && whole && !isPriced && done < best.work) return
      if ((!more || isPriced) && worth * done - units * price - gas <= (best?.gain ?? 0)) return
      const gain = worth * done - this.#cost(first, length, units) - gas
      if (more || gain > (best?.gain ?? 0)) best = { first, length, units, work: done, gain }
    })
    if (!best) return undefined
    const { first, length, units, work: done, gain } = best
    return { fills: this.#arcs.slice(first, first + length).map((arc) => ({ arc, units })), work: done, gain }
  }

  /** Every run for so much work; one object serves all. */
  #forEach(work: number, visit: (stretch: Readonly<Stretch>) => void): void {
    const { minUnits } = this.#demand
    const stretch: Stretch = { first: 0, length: 0, units: 0, done: 0, price: 0 }
    for (let first = 0; first < this.#arcs.length; first++) {
      let tightest = Number.POSITIVE_INFINITY
      let price = 0
      for (let last = first; last < this.#arcs.length; last++) {
        if (!this.#follows(first, last)) break
        tightest = Math.min(tightest, this.#left[last] as number)
        price += this.#prices[last] as number
        if (tightest <= 0 || tightest < minUnits) break
        const length = last - first + 1
        const units = this.#unitsOf(last, length, work, tightest)
        stretch.first = first
        stretch.length = length
        stretch.units = units
        stretch.done = Math.min(work, workOf(this.#arcs[last] as ModelArc, units) * length)
        stretch.price = price
        visit(stretch)
      }
    }
  }

  #follows(first: number, last: number): boolean {
    const from = this.#arcs[first] as ModelArc
    return (this.#arcs[last] as ModelArc).slot - from.slot === last - first
  }

  #unitsOf(last: number, length: number, work: number, tightest: number): number {
    const units = unitsFor(this.#arcs[last] as ModelArc, Math.ceil(work / length))
    return Math.min(tightest, Math.max(units, this.#demand.minUnits))
  }

  #cost(first: number, length: number, units: number): number {
    let cost = 0
    for (let at = first; at < first + length; at++) {
      const { cell } = this.#arcs[at] as ModelArc
      cost += reservedCost(this.#plan, cell, units, this.#reserve?.[cell] ?? 0)
    }
    return cost
  }
}

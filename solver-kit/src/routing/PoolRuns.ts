import { unitsBelowRoot } from '../market/FloatCurve.ts'
import { addGas, settlementGas } from '../rules/settlementGas.ts'
import { curveTable } from './CurveTable.ts'
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
  /** By cell: equal for cells with the same curve. */
  readonly #curveOf: Int32Array
  #arcs: readonly ModelArc[] = []
  /** What the next unit gains in the slot where that is most, base units; -Infinity where no slot has enough. */
  #mostOfUnit = Number.NEGATIVE_INFINITY
  /** What all units that may be taken gain, where they gain anything, base units. */
  #mostOfAll = 0
  /** Of the next unit of each arc, and GPU-seconds that may be taken. */
  readonly #prices: Float64Array
  readonly #left: Float64Array
  /** By number of slots: GPU-seconds of each that finish the work. */
  readonly #needed: Float64Array

  constructor(plan: Plan, demand: Demand, { reserve, workPrice }: RunOptions) {
    this.#plan = plan
    this.#demand = demand
    this.#reserve = reserve
    this.#workPrice = workPrice
    this.#curveOf = curveTable(plan.model).start
    this.#gasPerSlot = plan.gasPrice * gasPerFill
    const slots = demand.window.to - demand.window.from
    this.#prices = new Float64Array(slots)
    this.#left = new Float64Array(slots)
    this.#needed = new Float64Array(slots + 1)
  }

  /** Takes up a pool, by its arcs; false where nothing is cheap enough. */
  look(arcs: readonly ModelArc[]): boolean {
    const plan = this.#plan
    const { cells } = plan.model
    const curveOf = this.#curveOf
    const reserve = this.#reserve
    const workPrice = this.#workPrice
    const prices = this.#prices
    const lefts = this.#left
    const least = Math.max(1, this.#demand.minUnits)
    const { speed, cell: first } = arcs[0] as ModelArc
    const worth = (workPrice ?? this.#demand.value) * speed
    const root = Math.sqrt(worth)
    let isCheap = workPrice === undefined
    let mostOfUnit = Number.NEGATIVE_INFINITY
    let mostOfAll = 0
    // A pool's curve is the same in most slots.
    let known = -1
    let forSale = 0
    for (let at = 0; at < arcs.length; at++) {
      // A pool's cells follow each other.
      const cell = first + at
      const price = Math.max(plan.price(cell), reserve === undefined ? 0 : (reserve[cell] as number))
      prices[at] = price
      if (curveOf[cell] !== known) {
        known = curveOf[cell] as number
        const { curve } = cells[cell] as Cell
        forSale = workPrice === undefined ? curve.capacity : unitsBelowRoot(curve, root)
      }
      const left = Math.max(0, Math.floor(forSale - plan.sold(cell)))
      isCheap ||= price < worth
      lefts[at] = left
      if (left < least) continue
      const gain = worth - price
      mostOfUnit = Math.max(mostOfUnit, gain)
      if (gain > 0) mostOfAll += left * gain
    }
    this.#arcs = arcs
    this.#mostOfUnit = mostOfUnit
    this.#mostOfAll = mostOfAll
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
    const { minWork, work: wanted, value, minUnits } = this.#demand
    const arcs = this.#arcs
    const lefts = this.#left
    const prices = this.#prices
    const arc = arcs[0] as ModelArc
    const needed = this.#setNeeded(arc, work)
    const isPriced = this.#workPrice !== undefined
    const wantsMost = minWork === wanted && !isPriced
    const worth = this.#workPrice ?? value
    const least = Math.max(1, minUnits)
    const gasPerSlot = this.#gasPerSlot
    let found = false
    let bestFirst = 0
    let bestLength = 0
    let bestUnits = 0
    let bestWork = 0
    let bestGain = 0
    for (let first = 0; first < arcs.length; first++) {
      const end = this.#endOf(first)
      let tightest = Number.POSITIVE_INFINITY
      let price = 0
      for (let last = first; last < end; last++) {
        tightest = Math.min(tightest, lefts[last] as number)
        price += prices[last] as number
        if (tightest < least) break
        const length = last - first + 1
        const units = Math.min(tightest, needed[length] as number)
        const done = Math.min(work, workOf(arc, units) * length)
        const gas = gasPerSlot * length
        const more = !found || (wantsMost && done > bestWork)
        if (found && wantsMost && done < bestWork) continue
        // No unit costs less than the first: most runs are ruled out without a quote.
        if ((!more || isPriced) && worth * done - units * price - gas <= bestGain) continue
        const gain = worth * done - this.#cost(first, length, units) - gas
        if (!more && gain <= bestGain) continue
        found = true
        bestFirst = first
        bestLength = length
        bestUnits = units
        bestWork = done
        bestGain = gain
      }
    }
    if (!found) return undefined
    const fills: PlannedFill[] = []
    for (let at = bestFirst; at < bestFirst + bestLength; at++)
      fills.push({ arc: arcs[at] as ModelArc, units: bestUnits })
    return { fills, work: bestWork, gain: bestGain }
  }

  #setNeeded(arc: ModelArc, work: number): Float64Array {
    const needed = this.#needed
    const { minUnits } = this.#demand
    for (let length = 1; length <= this.#arcs.length; length++)
      needed[length] = Math.max(unitsFor(arc, Math.ceil(work / length)), minUnits)
    return needed
  }

  /** End of the arcs in consecutive slots from the first. */
  #endOf(first: number): number {
    const arcs = this.#arcs
    const before = (arcs[first] as ModelArc).slot - first
    // Most pools sell in every slot.
    let end = arcs.length
    while ((arcs[end - 1] as ModelArc).slot - (end - 1) > before) end--
    return end
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

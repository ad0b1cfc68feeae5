import type { Pool, PoolSlot } from '@walras/intents-schema'
import { type Curve, curveCost } from '../market/curve.ts'
import { fillPayment, fillWork, paymentLimit, productPrice } from '../rules/prices.ts'
import type { Placement, Plan } from './Plan.ts'

/** What one intent of a plan gets and pays, to the unit, at no margin. */
export interface Account {
  placement: Placement
  filledWork: bigint
  payment: bigint
  limit: bigint
  /** Negative when the plan breaks the intent's limit. */
  surplus: bigint
}

/** Counts a plan as the rules will, to the unit, without their hashing and without stopping at what is wrong. */
export class Accounts {
  readonly #plan: Plan
  readonly #prices = new Map<number, bigint | undefined>()

  /** The plan must not change while its accounts are in use. */
  constructor(plan: Plan) {
    this.#plan = plan
  }

  /** Millionths of a base unit per GPU-second; `undefined` for a product that nobody buys. */
  price(product: number): bigint | undefined {
    if (!this.#prices.has(product)) this.#prices.set(product, this.#count(product))
    return this.#prices.get(product)
  }

  #count(product: number): bigint | undefined {
    const { cells, products, problem, slots } = this.#plan.model
    let units = 0n
    let cost = 0n
    for (const member of products[product]?.cells ?? []) {
      const cell = cells[member]
      const taken = cell ? this.#plan.sold(member) - cell.sold : 0
      if (!cell || taken <= 0) continue
      const slot = product % slots
      const bought = BigInt(taken)
      const { sold } = (problem.snapshot.pools[cell.pool] as Pool).slots[slot] as PoolSlot
      units += bought
      cost += curveCost((problem.curves[cell.pool] as readonly Curve[])[slot] as Curve, sold, bought)
    }
    return units > 0n ? productPrice({ cost, units, margin: 0n }) : undefined
  }

  of(placement: Placement): Account {
    const { problem, cells } = this.#plan.model
    const signed = problem.intents[placement.intent]?.signed
    const { work, hardware } = signed?.intent ?? { work: 1n, hardware: [] }
    let done = 0n
    let payment = 0n
    for (const { arc, units } of placement.fills) {
      done += fillWork(BigInt(units), hardware[arc.hardware]?.speed ?? 0n)
      payment += fillPayment(this.price(cells[arc.cell]?.product ?? -1) ?? 0n, BigInt(units))
    }
    const filledWork = done < work ? done : work
    const limit = paymentLimit({ maxPayment: signed?.maxPayment ?? 0n, filledWork, work })
    return { placement, filledWork, payment, limit, surplus: limit - payment }
  }

  get served(): Account[] {
    const served: Account[] = []
    for (const placement of this.#plan.placements) served.push(this.of(placement))
    return served
  }
}

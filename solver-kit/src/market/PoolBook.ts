import { type Curve, curveCost, marginalPrice } from './curve.ts'
import type { Problem } from './Problem.ts'

/**
 * What is left of every pool while a solver plans: starts at the snapshot, and remembers what the plan takes. Not the
 * chain: taking is free and can be undone.
 *
 * @example
 * ```ts
 * const book = new PoolBook(problem)
 * const units = book.left(arc) < wanted ? book.left(arc) : wanted
 * const cost = book.take(arc, units)
 * ```
 */
export class PoolBook {
  readonly #problem: Problem
  readonly #sold: bigint[][]

  constructor(problem: Problem) {
    this.#problem = problem
    this.#sold = problem.snapshot.pools.map(({ slots }) => slots.map(({ sold }) => sold))
  }

  #at({ pool, slot }: PoolSlotRef): { curve: Curve; row: bigint[]; index: number; sold: bigint } {
    const index = Number(slot - this.#problem.snapshot.firstSlot)
    const curve = this.#problem.curves[pool]?.[index]
    const row = this.#sold[pool]
    if (!curve || !row) throw new RangeError(`The snapshot has no pool ${pool} with slot ${slot}.`)
    return { curve, row, index, sold: row[index] ?? 0n }
  }

  /** GPU-seconds left. */
  left(at: PoolSlotRef): bigint {
    const { curve, sold } = this.#at(at)
    return curve.capacity > sold ? curve.capacity - sold : 0n
  }

  /** What `units` more would cost now, in token base units. Throws `curve/sold-out` beyond {@link left}. */
  cost(at: PoolSlotRef, units: bigint): bigint {
    const { curve, sold } = this.#at(at)
    return curveCost(curve, sold, units)
  }

  /** Price of the next unit, in token base units: a float, for ranking only. */
  price(at: PoolSlotRef): number {
    const { curve, sold } = this.#at(at)
    return marginalPrice(curve, sold)
  }

  /** Takes `units` and says what they cost now. */
  take(at: PoolSlotRef, units: bigint): bigint {
    const cost = this.cost(at, units)
    const { row, index, sold } = this.#at(at)
    row[index] = sold + units
    return cost
  }

  /** Puts `units` back. */
  giveBack(at: PoolSlotRef, units: bigint): void {
    const { row, index, sold } = this.#at(at)
    row[index] = sold - units
  }
}

export interface PoolSlotRef {
  /** Index into `snapshot.pools`. */
  pool: number
  slot: bigint
}

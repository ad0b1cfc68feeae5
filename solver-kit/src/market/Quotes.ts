import type { Pool, PoolSlot } from '@walras/intents-schema'
import { type Curve, curveQuote, priceOfRoot } from './curve.ts'
import type { Problem } from './Problem.ts'

/** A purchase of one pool in one slot, at the snapshot. */
export interface Quote {
  units: bigint
  /** Token base units. */
  cost: bigint
  /** Price of the next unit after it, in base units: a float. */
  nextPrice: number
}

/**
 * What pools ask at the snapshot. The last quote of each pool slot is kept: a solution is priced, judged and held against what
 * it leaves, and then judged again by whoever gets it.
 */
export class Quotes {
  readonly #problem: Problem
  /** By `pool · slotCount + slot`. */
  readonly #last: (Quote | undefined)[]

  constructor(problem: Problem) {
    const { pools, slotCount } = problem.snapshot
    this.#problem = problem
    this.#last = new Array(pools.length * slotCount)
  }

  /**
   * What `units` of a pool cost in a slot, an offset from the auction's first. The auction must have both.
   *
   * @throws {@link WalrasError} `curve/sold-out`
   */
  of(pool: number, slot: number, units: bigint): Quote {
    const { curves, snapshot } = this.#problem
    const at = pool * snapshot.slotCount + slot
    const last = this.#last[at]
    if (last?.units === units) return last
    const { sold } = (snapshot.pools[pool] as Pool).slots[slot] as PoolSlot
    const { cost, nextSqrtPrice } = curveQuote((curves[pool] as readonly Curve[])[slot] as Curve, sold, units)
    const quote = { units, cost, nextPrice: priceOfRoot(nextSqrtPrice) }
    this.#last[at] = quote
    return quote
  }
}

const known = new WeakMap<Problem, Quotes>()

/** The quotes of a problem, which never changes. */
export function quotes(problem: Problem): Quotes {
  const found = known.get(problem) ?? new Quotes(problem)
  known.set(problem, found)
  return found
}

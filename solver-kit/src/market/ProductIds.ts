import { type Product, productId } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from './Problem.ts'

type Line = Omit<Product, 'slot'>

const nameOf = ({ gpuClass, region, tier }: Line): string => `${gpuClass}${region}${tier}`

/** Ids of the products of a problem, each hashed once: hashing took most of the time of judging a solution. */
export class ProductIds {
  readonly #problem: Problem
  /** By product, `line · slotCount + slot`. */
  readonly #ids: (Hex | undefined)[] = []
  /** By pool. */
  readonly #lines: Int32Array
  readonly #named = new Map<string, number>()

  constructor(problem: Problem) {
    this.#problem = problem
    this.#lines = new Int32Array(problem.snapshot.pools.length)
    for (const [index, line] of problem.lines.entries()) {
      this.#named.set(nameOf(line), index)
      for (const pool of line.pools) this.#lines[pool] = index
    }
  }

  /** Id of what a pool of the problem sells in a slot, which need not be one of the auction. */
  soldBy(pool: number, slot: bigint): Hex {
    return this.#inLine(this.#lines[pool] as number, slot)
  }

  /** Id of any product; those of the problem are known. */
  of(product: Product): Hex {
    const line = this.#named.get(nameOf(product))
    return line === undefined ? productId(product) : this.#inLine(line, product.slot)
  }

  #inLine(line: number, slot: bigint): Hex {
    const { lines, snapshot } = this.#problem
    const index = Number(slot - snapshot.firstSlot)
    const product = line * snapshot.slotCount + index
    const known = index >= 0 && index < snapshot.slotCount ? this.#ids[product] : undefined
    if (known) return known
    const { gpuClass, region, tier } = lines[line] as Line
    const id = productId({ gpuClass, region, tier, slot })
    if (index >= 0 && index < snapshot.slotCount) this.#ids[product] = id
    return id
  }
}

const known = new WeakMap<Problem, ProductIds>()

/** The ids of a problem, which never changes. Beside it, so that it stays plain data that threads can send. */
export function productIds(problem: Problem): ProductIds {
  const ids = known.get(problem) ?? new ProductIds(problem)
  known.set(problem, ids)
  return ids
}

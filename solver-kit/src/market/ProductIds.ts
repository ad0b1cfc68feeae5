import { type Product, productId } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from './Problem.ts'

const nameOf = ({ gpuClass, region, tier }: Omit<Product, 'slot'>): string => `${gpuClass}${region}${tier}`

/** Ids of products, those of a problem hashed once: hashing took most of the time of judging a solution. */
export class ProductIds {
  readonly #problem: Problem
  readonly #lines: ReadonlyMap<string, number>
  /** By product, `line · slotCount + slot`. */
  readonly #known: (Hex | undefined)[] = []

  constructor(problem: Problem) {
    this.#problem = problem
    this.#lines = new Map(problem.lines.map((line, index) => [nameOf(line), index]))
  }

  of(product: Product): Hex {
    const { firstSlot, slotCount } = this.#problem.snapshot
    const line = this.#lines.get(nameOf(product))
    const slot = Number(product.slot - firstSlot)
    if (line === undefined || slot < 0 || slot >= slotCount) return productId(product)
    const at = line * slotCount + slot
    const id = this.#known[at] ?? productId(product)
    this.#known[at] = id
    return id
  }
}

const known = new WeakMap<Problem, ProductIds>()

/** The ids of a problem, which never changes. Kept beside it: a problem is plain data that threads can send. */
export function productIds(problem: Problem): ProductIds {
  const ids = known.get(problem) ?? new ProductIds(problem)
  known.set(problem, ids)
  return ids
}

import { type Product, productId, productIdsBySlot } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from './Problem.ts'
import type { ProductLine } from './productLines.ts'
import { slotIndex } from './slotIndex.ts'

const nameOf = ({ gpuClass, region, tier }: Omit<Product, 'slot'>): string => `${gpuClass}${region}${tier}`

/** How many ids {@link idsOfLine} keeps: 10 MB. */
const maxKept = 2 ** 16

/** By name of the line, then slot. */
const kept = new Map<string, Map<bigint, Hex>>()
let keptCount = 0

/**
 * Ids of what a line sells, remembered from auction to auction: nearly all products of one are those of the one before.
 * However many lines there are, no more than {@link maxKept} are kept.
 */
function idsOfLine(line: ProductLine): (slot: bigint) => Hex {
  const name = nameOf(line)
  const hash = productIdsBySlot(line)
  return (slot) => {
    const known = kept.get(name)?.get(slot)
    if (known !== undefined) return known
    if (keptCount === maxKept) {
      kept.clear()
      keptCount = 0
    }
    const ids = kept.get(name) ?? new Map<bigint, Hex>()
    const id = hash(slot)
    kept.set(name, ids.set(slot, id))
    keptCount++
    return id
  }
}

/** Ids of products, those of a problem hashed once: hashing took most of the time of judging a solution. */
export class ProductIds {
  readonly #problem: Problem
  readonly #lines: ReadonlyMap<string, number>
  /** By pool. */
  readonly #lineOf: Int32Array
  /** By number of the product. */
  readonly #known: (Hex | undefined)[] = []
  /** By line, once asked for. */
  readonly #idsBySlot: (((slot: bigint) => Hex) | undefined)[] = []

  constructor(problem: Problem) {
    this.#problem = problem
    this.#lines = new Map(problem.lines.map((line, index) => [nameOf(line), index]))
    this.#lineOf = new Int32Array(problem.snapshot.pools.length)
    for (const [index, { pools }] of problem.lines.entries()) for (const pool of pools) this.#lineOf[pool] = index
  }

  /** The line that a pool of the problem belongs to: an index into `problem.lines`. */
  lineOf(pool: number): number | undefined {
    return this.#lineOf[pool]
  }

  /** The number of what a pool of the problem sells in a slot of the auction: `line · slotCount + slot`. */
  numberOf(pool: number, slot: bigint): number | undefined {
    return this.#numberIn(this.#lineOf[pool], slot)
  }

  /** The number of a product that the auction has. */
  find(product: Product): number | undefined {
    return this.#numberIn(this.#lines.get(nameOf(product)), product.slot)
  }

  /** Of any product. */
  of(product: Product): Hex {
    const line = this.#lines.get(nameOf(product))
    return line === undefined ? productId(product) : this.#soldIn(line, product.slot)
  }

  /** Of what a pool of the problem sells in a slot, which need not be one of the auction. */
  soldBy(pool: number, slot: bigint): Hex {
    return this.#soldIn(this.#lineOf[pool] as number, slot)
  }

  #numberIn(line: number | undefined, slot: bigint): number | undefined {
    const { snapshot } = this.#problem
    const { slotCount } = snapshot
    const index = slotIndex(snapshot, slot)
    return line === undefined || index < 0 || index >= slotCount ? undefined : line * slotCount + index
  }

  #soldIn(line: number, slot: bigint): Hex {
    const number = this.#numberIn(line, slot)
    const known = number === undefined ? undefined : this.#known[number]
    if (known !== undefined) return known
    const idOf = this.#idsBySlot[line] ?? idsOfLine(this.#problem.lines[line] as ProductLine)
    this.#idsBySlot[line] = idOf
    const id = idOf(slot)
    if (number !== undefined) this.#known[number] = id
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

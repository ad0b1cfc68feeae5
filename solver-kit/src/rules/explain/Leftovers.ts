import type { Fill } from '@walras/intents-schema'
import { type Curve, marginalSqrtPrice } from '../../market/curve.ts'
import type { LineOption } from '../../market/eligibility.ts'
import type { Problem, ProblemIntent } from '../../market/Problem.ts'
import { priceScale, speedScale } from '../prices.ts'

const Q192 = 192n

/** One (pool, slot) as purchases leave it. */
export interface Cell {
  /** Index into `snapshot.pools`. */
  pool: number
  /** Offset from the auction's first slot. */
  slot: number
  /** Product, as `Certificate.prices` counts them. */
  product: number
  curve: Curve
  /** GPU-seconds that are gone, those of this batch included. */
  sold: bigint
  /** GPU-seconds that can still be bought. */
  left: bigint
  /** √price of the next unit, Q64.96. */
  root: bigint
}

/** A cell that may serve an intent. */
export interface Offer extends Cell {
  /** Index into the intent's `hardware`. */
  hardware: number
  /** Millionths of an H100-second of work per unit. */
  speed: bigint
  /** Of work, at the next unit: millionths of a base unit per H100-second, rounded down. */
  price: bigint
}

interface ProductLeft {
  /** GPU-seconds left in all its cells. */
  left: bigint
  /** √price of its cheapest next unit; undefined when nothing is left. */
  root: bigint | undefined
}

/** Price of work at a √price: millionths of a base unit per H100-second, rounded down. */
export function workPrice(root: bigint, speed: bigint): bigint {
  return ((root * root * priceScale * speedScale) / speed) >> Q192
}

const byPrice = (a: Offer, b: Offer): number =>
  a.price < b.price ? -1 : a.price > b.price ? 1 : a.pool - b.pool || a.slot - b.slot

/** Work that all these offers can still do. */
export function reachOf(offers: readonly Offer[]): bigint {
  return offers.reduce((sum, { left, speed }) => sum + (left * speed) / speedScale, 0n)
}

/** What a batch leaves of the supply. Counts each cell when it is first asked for: most explanations need few. */
export class Leftovers {
  readonly #problem: Problem
  /** GPU-seconds of the batch by `pool · slotCount + slot`. */
  readonly #bought = new Map<number, bigint>()
  readonly #cells = new Map<number, Cell>()
  readonly #products = new Map<number, ProductLeft>()
  /** Intents with equal wishes have the same list of lines. */
  readonly #offers = new Map<readonly LineOption[], Map<string, Offer[]>>()

  constructor(problem: Problem, fills: readonly Fill[]) {
    this.#problem = problem
    for (const { pool, slot, units } of fills) {
      const key = this.#key(pool, Number(slot - problem.snapshot.firstSlot))
      this.#bought.set(key, (this.#bought.get(key) ?? 0n) + units)
    }
  }

  #key(pool: number, slot: number): number {
    return pool * this.#problem.snapshot.slotCount + slot
  }

  /** Whether the batch buys there. */
  buys({ pool, slot }: Pick<Cell, 'pool' | 'slot'>): boolean {
    return this.#bought.has(this.#key(pool, slot))
  }

  #cell(line: number, pool: number, slot: number): Cell | undefined {
    const key = this.#key(pool, slot)
    const known = this.#cells.get(key)
    if (known) return known
    const { snapshot, curves } = this.#problem
    const curve = curves[pool]?.[slot]
    const inventory = snapshot.pools[pool]?.slots[slot]
    if (!curve || !inventory) return undefined
    const sold = inventory.sold + (this.#bought.get(key) ?? 0n)
    const left = curve.capacity > sold ? curve.capacity - sold : 0n
    const product = line * snapshot.slotCount + slot
    const cell = { pool, slot, product, curve, sold, left, root: left > 0n ? marginalSqrtPrice(curve, sold) : 0n }
    this.#cells.set(key, cell)
    return cell
  }

  #product(line: number, slot: number): ProductLeft {
    const product = line * this.#problem.snapshot.slotCount + slot
    const known = this.#products.get(product)
    if (known) return known
    const total: ProductLeft = { left: 0n, root: undefined }
    for (const pool of this.#problem.lines[line]?.pools ?? []) {
      const cell = this.#cell(line, pool, slot)
      if (!cell || cell.left === 0n) continue
      total.left += cell.left
      if (total.root === undefined || cell.root < total.root) total.root = cell.root
    }
    this.#products.set(product, total)
    return total
  }

  /**
   * The work that is left of what an intent accepts, and what the next unit of it costs at the cheapest: millionths of a
   * base unit per H100-second; undefined when nothing is left. By product, so that it costs little.
   */
  summary({ lines, window }: ProblemIntent): { reach: bigint; price: bigint | undefined } {
    let reach = 0n
    let price: bigint | undefined
    for (const { line, speed } of lines) {
      let cheapest: bigint | undefined
      for (let slot = window.from; slot < window.to; slot++) {
        const { left, root } = this.#product(line, slot)
        if (root === undefined) continue
        reach += (left * speed) / speedScale
        if (cheapest === undefined || root < cheapest) cheapest = root
      }
      if (cheapest === undefined) continue
      const own = workPrice(cheapest, speed)
      if (price === undefined || own < price) price = own
    }
    return { reach, price }
  }

  /** Every cell with something left that the intent accepts, the cheapest first. */
  offers({ lines, window }: ProblemIntent): readonly Offer[] {
    const ofLines = this.#offers.get(lines) ?? new Map<string, Offer[]>()
    this.#offers.set(lines, ofLines)
    const key = `${window.from}/${window.to}`
    const known = ofLines.get(key)
    if (known) return known
    const offers: Offer[] = []
    ofLines.set(key, offers)
    for (const { line, hardware, speed } of lines)
      for (const pool of this.#problem.lines[line]?.pools ?? [])
        for (let slot = window.from; slot < window.to; slot++) {
          const cell = this.#cell(line, pool, slot)
          if (cell && cell.left > 0n) offers.push({ ...cell, hardware, speed, price: workPrice(cell.root, speed) })
        }
    return offers.sort(byPrice)
  }
}

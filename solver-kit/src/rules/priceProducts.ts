import type { Fill, Product, ProductTerms, Solution } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from '../market/Problem.ts'
import { type ProductIds, productIds } from '../market/ProductIds.ts'
import { productPrice } from './prices.ts'
import { fillPool, type PoolPurchase, purchaseCost } from './purchases.ts'
import { refuseSolution } from './refuseSolution.ts'

/** A product of a solution at its price. Prices in millionths of a base unit per GPU-second, cost in base units. */
export interface PricedProduct {
  id: Hex
  terms: ProductTerms
  price: bigint
  units: bigint
  cost: bigint
}

/** The products of a solution, and what it buys of them. */
export interface PricedProducts {
  /** Ascending by id. */
  products: readonly PricedProduct[]
  totals: ProductTotals
}

/** What a solution buys of one product, and its price once it is known. */
interface ProductTotal {
  units: bigint
  cost: bigint
  price: bigint | undefined
}

/** What a solution buys, summed per product. */
export class ProductTotals {
  readonly #problem: Problem
  readonly #ids: ProductIds
  /** By number of the product. */
  readonly #known = new Map<number, ProductTotal>()

  constructor(problem: Problem, purchases: readonly PoolPurchase[]) {
    this.#problem = problem
    this.#ids = productIds(problem)
    for (const purchase of purchases) this.#add(purchase)
  }

  #add(purchase: PoolPurchase): void {
    fillPool(this.#problem, purchase)
    const cost = purchaseCost(this.#problem, purchase)
    const product = this.#ids.numberOf(purchase.pool, purchase.slot) ?? -1
    const total = this.#known.get(product)
    if (total) {
      total.units += purchase.units
      total.cost += cost
    } else this.#known.set(product, { units: purchase.units, cost, price: undefined })
  }

  /** How many products it buys. */
  get size(): number {
    return this.#known.size
  }

  of(product: Product): ProductTotal | undefined {
    return this.#known.get(this.#ids.find(product) ?? -1)
  }

  /** The price of what a fill buys, once it is known. */
  priceOf({ pool, slot }: Pick<Fill, 'pool' | 'slot'>): bigint | undefined {
    return this.#known.get(this.#ids.numberOf(pool, slot) ?? -1)?.price
  }
}

function priceProduct(totals: ProductTotals, id: Hex, terms: ProductTerms): PricedProduct {
  const total = totals.of(terms)
  if (!total) refuseSolution('unused-product', `Product ${id} is priced, but no fill buys it.`, { product: id })
  if (terms.margin < 0n) refuseSolution('negative-margin', `The margin on ${id} is negative.`, { product: id })
  const { units, cost } = total
  const price = productPrice({ units, cost, margin: terms.margin })
  if (price > terms.maxPrice)
    refuseSolution('price-above-max', `Product ${id} costs ${price}, above the stated ${terms.maxPrice}.`, {
      product: id,
      price,
      maxPrice: terms.maxPrice,
    })
  total.price = price
  return { id, terms, price, units, cost }
}

/**
 * Counts what a solution buys and sets one price per product. Every purchase and every product must be in use. `purchases`
 * are those of its fills.
 */
export function priceProducts(
  problem: Problem,
  { products }: Solution,
  purchases: readonly PoolPurchase[],
): PricedProducts {
  const ids = productIds(problem)
  const totals = new ProductTotals(problem, purchases)
  const priced: PricedProduct[] = []
  let previous = ''
  for (const terms of products) {
    const id = ids.of(terms)
    if (id <= previous)
      refuseSolution('not-canonical', 'Products must ascend by id without duplicates.', { product: id })
    previous = id
    priced.push(priceProduct(totals, id, terms))
  }
  for (const { pool, slot } of priced.length < totals.size ? purchases : []) {
    if (totals.priceOf({ pool, slot }) !== undefined) continue
    const id = ids.soldBy(pool, slot)
    refuseSolution('unpriced-product', `Fills buy product ${id}, but the solution does not price it.`, { product: id })
  }
  return { products: priced, totals }
}

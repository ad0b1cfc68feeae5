import type { Fill, ProductTerms, Solution } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from '../market/Problem.ts'
import { productIds } from '../market/ProductIds.ts'
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

/** The products of a solution, and which of them a fill buys. */
export interface PricedProducts {
  /** Ascending by id. */
  products: readonly PricedProduct[]
  priceOf(fill: Pick<Fill, 'pool' | 'slot'>): bigint
}

/** What a solution buys of one product, and its price once it is known. */
interface ProductTotal {
  units: bigint
  cost: bigint
  price: bigint | undefined
}

/** Sums purchases per product, by its number. */
function totalsOf(problem: Problem, purchases: readonly PoolPurchase[]): Map<number, ProductTotal> {
  const ids = productIds(problem)
  const totals = new Map<number, ProductTotal>()
  for (const purchase of purchases) {
    fillPool(problem, purchase)
    const cost = purchaseCost(problem, purchase)
    const product = ids.numberOf(purchase.pool, purchase.slot) ?? -1
    const total = totals.get(product)
    if (total) {
      total.units += purchase.units
      total.cost += cost
    } else totals.set(product, { units: purchase.units, cost, price: undefined })
  }
  return totals
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
  const totals = totalsOf(problem, purchases)
  const priced: PricedProduct[] = []
  let previous = ''
  for (const terms of products) {
    const id = ids.of(terms)
    if (id <= previous)
      refuseSolution('not-canonical', 'Products must ascend by id without duplicates.', { product: id })
    previous = id
    const total = totals.get(ids.find(terms) ?? -1)
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
    priced.push({ id, terms, price, units, cost })
  }
  for (const { pool, slot } of priced.length < totals.size ? purchases : []) {
    if (totals.get(ids.numberOf(pool, slot) ?? -1)?.price !== undefined) continue
    const id = ids.soldBy(pool, slot)
    refuseSolution('unpriced-product', `Fills buy product ${id}, but the solution does not price it.`, { product: id })
  }
  const priceOf = ({ pool, slot }: Pick<Fill, 'pool' | 'slot'>): bigint =>
    totals.get(ids.numberOf(pool, slot) ?? -1)?.price ?? 0n
  return { products: priced, priceOf }
}

import { type Fill, type Product, type ProductTerms, productId, type Solution } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from '../market/Problem.ts'
import { productPrice } from './prices.ts'
import { fillProduct, type PoolPurchase, purchaseCost } from './purchases.ts'
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
  id: Hex
  units: bigint
  cost: bigint
  price: bigint
}

/** The totals of products by what names them, each hashed once: a product has many pools. */
function createTotals(): { of(product: Product): ProductTotal; byId: Map<Hex, ProductTotal> } {
  const known = new Map<string, ProductTotal>()
  const byId = new Map<Hex, ProductTotal>()
  return {
    byId,
    of(product) {
      const { gpuClass, region, tier, slot } = product
      const name = `${gpuClass}${region}${tier}/${slot}`
      let total = known.get(name)
      if (!total) {
        const id = productId(product)
        total = byId.get(id) ?? { id, units: 0n, cost: 0n, price: 0n }
        known.set(name, total)
        byId.set(id, total)
      }
      return total
    },
  }
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
  const totals = createTotals()
  const bought = new Map<number, Map<bigint, ProductTotal>>()
  for (const purchase of purchases) {
    const total = totals.of(fillProduct(problem, purchase))
    total.units += purchase.units
    total.cost += purchaseCost(problem, purchase)
    const ofPool = bought.get(purchase.pool)
    if (ofPool) ofPool.set(purchase.slot, total)
    else bought.set(purchase.pool, new Map([[purchase.slot, total]]))
  }
  const priced = new Map<Hex, PricedProduct>()
  let previous = ''
  for (const terms of products) {
    const id = productId(terms)
    if (id <= previous)
      refuseSolution('not-canonical', 'Products must ascend by id without duplicates.', { product: id })
    previous = id
    const total = totals.byId.get(id)
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
    priced.set(id, { id, terms, price, units, cost })
  }
  for (const id of totals.byId.keys())
    if (!priced.has(id))
      refuseSolution('unpriced-product', `Fills buy product ${id}, but the solution does not price it.`, {
        product: id,
      })
  const priceOf = ({ pool, slot }: Pick<Fill, 'pool' | 'slot'>): bigint => bought.get(pool)?.get(slot)?.price ?? 0n
  return { products: [...priced.values()], priceOf }
}

import { type Fill, type ProductTerms, productId, type Solution } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from '../market/Problem.ts'
import { productPrice } from './prices.ts'
import { fillProduct, purchaseCost, purchasesOf } from './purchases.ts'
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

const cellOf = ({ pool, slot }: Pick<Fill, 'pool' | 'slot'>): string => `${pool}/${slot}`

/** Counts what a solution buys and sets one price per product. Every purchase and every product must be in use. */
export function priceProducts(problem: Problem, { fills, products }: Solution): PricedProducts {
  const ids = new Map<string, Hex>()
  const totals = new Map<Hex, { units: bigint; cost: bigint }>()
  for (const purchase of purchasesOf(fills)) {
    const id = productId(fillProduct(problem, purchase))
    ids.set(cellOf(purchase), id)
    const total = totals.get(id) ?? { units: 0n, cost: 0n }
    totals.set(id, { units: total.units + purchase.units, cost: total.cost + purchaseCost(problem, purchase) })
  }
  const priced = new Map<Hex, PricedProduct>()
  let previous = ''
  for (const terms of products) {
    const id = productId(terms)
    if (id <= previous)
      refuseSolution('not-canonical', 'Products must ascend by id without duplicates.', { product: id })
    previous = id
    const total = totals.get(id)
    if (!total) refuseSolution('unused-product', `Product ${id} is priced, but no fill buys it.`, { product: id })
    if (terms.margin < 0n) refuseSolution('negative-margin', `The margin on ${id} is negative.`, { product: id })
    const price = productPrice({ ...total, margin: terms.margin })
    if (price > terms.maxPrice)
      refuseSolution('price-above-max', `Product ${id} costs ${price}, above the stated ${terms.maxPrice}.`, {
        product: id,
        price,
        maxPrice: terms.maxPrice,
      })
    priced.set(id, { id, terms, price, ...total })
  }
  for (const id of totals.keys())
    if (!priced.has(id))
      refuseSolution('unpriced-product', `Fills buy product ${id}, but the solution does not price it.`, {
        product: id,
      })
  const priceOf = (fill: Pick<Fill, 'pool' | 'slot'>): bigint => priced.get(ids.get(cellOf(fill)) ?? '0x')?.price ?? 0n
  return { products: [...priced.values()], priceOf }
}

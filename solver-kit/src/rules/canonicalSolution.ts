import type { Fill, Product, Solution } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from '../market/Problem.ts'
import { productIds } from '../market/ProductIds.ts'
import { productPrice } from './prices.ts'
import { compareFills, fillProduct, purchaseCost, purchasesOf } from './purchases.ts'

export interface CanonicalSolutionOptions {
  /** The solver's margin, in basis points of each product's average cost. Default 0. */
  marginBps?: bigint
  /** How far a product may drift above today's price before the batch refuses it, in basis points. Default 100. */
  driftBps?: bigint
}

function merge(fills: readonly Fill[]): Fill[] {
  const merged: Fill[] = []
  for (const fill of [...fills].sort(compareFills)) {
    const last = merged.at(-1)
    if (last && compareFills(last, fill) === 0) merged[merged.length - 1] = { ...last, units: last.units + fill.units }
    else merged.push(fill)
  }
  return merged
}

/**
 * Turns fills in any order into a solution: sorts, merges, and states terms for every product they buy.
 *
 * @example
 * ```ts
 * const solution = canonicalSolution(problem, [{ intent: 0, pool: 3, slot: 495_000n, hardware: 0, units: 3600n }])
 * ```
 *
 * @throws {@link WalrasError} `solution/unknown-pool`, `solution/slot-not-tradable`, `solution/oversold`.
 */
export function canonicalSolution(
  problem: Problem,
  fills: readonly Fill[],
  { marginBps = 0n, driftBps = 100n }: CanonicalSolutionOptions = {},
): Solution {
  const merged = merge(fills.filter(({ units }) => units > 0n))
  const totals = new Map<Hex, { product: Product; units: bigint; cost: bigint }>()
  for (const purchase of purchasesOf(problem, merged)) {
    const product = fillProduct(problem, purchase)
    const id = productIds(problem).of(product)
    const total = totals.get(id) ?? { product, units: 0n, cost: 0n }
    total.units += purchase.units
    total.cost += purchaseCost(problem, purchase)
    totals.set(id, total)
  }
  return {
    fills: merged,
    products: [...totals]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { product, units, cost }]) => {
        const margin = (productPrice({ cost, units, margin: 0n }) * marginBps) / 10_000n
        const price = productPrice({ cost, units, margin })
        return { ...product, margin, maxPrice: price + (price * driftBps) / 10_000n }
      }),
  }
}

import type { Batch, BatchFill, BatchOrder } from '@walras/intents-schema'
import type { Address } from 'viem'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { productIds } from '../market/ProductIds.ts'
import type { ServedIntent } from './evaluateSolution.ts'
import type { PricedProduct } from './priceProducts.ts'
import { purchasesOf } from './purchases.ts'
import type { Winner } from './resolveAuction.ts'

/**
 * The winners in the shape the contract settles: products, purchases and orders ascending by id, each once.
 *
 * @example
 * ```ts
 * const batch = buildBatch({ problem, winners, expiryBlock: block + 5n })
 * ```
 */
export function buildBatch({
  problem,
  winners,
  expiryBlock,
}: {
  problem: Problem
  winners: readonly Winner[]
  expiryBlock: bigint
}): Batch {
  const solvers: Address[] = winners.map(({ solver }) => solver)
  const products = winners
    .flatMap(({ evaluation }, solver) => evaluation.products.map((product) => ({ ...product, solver })))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const productIndex = new Map(products.map(({ id }, index) => [id, index]))
  const served: ServedIntent[] = winners.flatMap(({ evaluation }) => evaluation.served)
  const ids = productIds(problem)
  const fills = served.flatMap((order) => order.fills)
  const purchases = purchasesOf(problem, fills).map((purchase) => ({
    key: `${purchase.pool}/${purchase.slot}`,
    poolId: problem.snapshot.pools[purchase.pool]?.id ?? '0x',
    product: productIndex.get(ids.soldBy(purchase.pool, purchase.slot)) ?? -1,
  }))
  const purchaseIndex = new Map(purchases.map(({ key }, index) => [key, index]))
  const orders: BatchOrder[] = served
    .sort((a, b) => a.intent - b.intent)
    .map(({ intent, fills }) => ({
      signed: (problem.intents[intent] as ProblemIntent).signed,
      fills: fills.map(
        ({ pool, slot, hardware, units }): BatchFill => ({
          purchase: purchaseIndex.get(`${pool}/${slot}`) ?? -1,
          hardware,
          units,
        }),
      ),
    }))
  return {
    auctionHash: problem.auctionHash,
    expiryBlock,
    solvers,
    products: products.map(({ terms, solver }: PricedProduct & { solver: number }) => ({ ...terms, solver })),
    purchases: purchases.map(({ poolId, product }) => ({ poolId, product })),
    orders,
  }
}

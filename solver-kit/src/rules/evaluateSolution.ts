import type { Fill, Solution } from '@walras/intents-schema'
import { intentTerms } from '../market/intentTerms.ts'
import type { Problem } from '../market/Problem.ts'
import { type PricedProduct, priceProducts } from './priceProducts.ts'
import { protocolFee } from './prices.ts'
import { compareFills, type PoolPurchase, purchasesOf } from './purchases.ts'
import { refuseSolution } from './refuseSolution.ts'
import { endOfOrder, type ServedIntent, serveOrders } from './serveOrders.ts'
import { settlementGas } from './settlementGas.ts'

export { optionsOf } from '../market/intentTerms.ts'
export type { ServedIntent } from './serveOrders.ts'

/** A solution that obeys every rule, with its money counted to the unit. */
export interface Evaluation {
  solution: Solution
  products: readonly PricedProduct[]
  /** What it buys of each pool and slot, ascending. */
  purchases: readonly PoolPurchase[]
  served: readonly ServedIntent[]
  /** Σ payments − Σ costs: the solver's margin with rounding dust, before the protocol's share. */
  grossMargin: bigint
  protocolFee: bigint
  /** Σ surplus + protocol fee: what auctions maximise. */
  score: bigint
  /** What settling it alone takes, from above. */
  gas: number
}

function checkUnits({ intent, pool, slot, units }: Fill): void {
  if (units <= 0n) refuseSolution('no-units', `A fill of intent ${intent} buys nothing.`, { intent, pool, slot })
}

function checkCanonical({ fills }: Solution): void {
  for (const fill of fills) checkUnits(fill)
  for (let i = 1; i < fills.length; i++)
    if (compareFills(fills[i - 1] as Fill, fills[i] as Fill) >= 0)
      refuseSolution('not-canonical', 'Fills must ascend by (intent, pool, slot) without duplicates.', { fill: i })
}

function checkGas(problem: Problem, { fills, products }: Solution, purchases: readonly PoolPurchase[]): number {
  const { maxGas } = problem
  const terms = intentTerms(problem)
  const size = { orders: 0, options: 0, fills: fills.length, purchases: purchases.length, products: products.length }
  for (let start = 0; start < fills.length; start = endOfOrder(fills, start)) {
    size.orders++
    size.options += terms[(fills[start] as Fill).intent]?.options ?? 0
  }
  const gas = settlementGas(size)
  if (gas > maxGas)
    refuseSolution('too-much-gas', `Settling takes up to ${gas} gas; a transaction may use ${maxGas}. Serve fewer.`, {
      gas,
      maxGas,
    })
  return gas
}

/**
 * Judges a solution by every rule of settlement and counts its money, exactly as the contract will. Solvers call it
 * before they bid, the auctioneer before it awards, a replay to check the auctioneer.
 *
 * @throws {@link WalrasError} `solution/…` with the facts of the first broken rule.
 */
export function evaluateSolution(problem: Problem, solution: Solution): Evaluation {
  if (solution.fills.length === 0) refuseSolution('empty', 'The solution serves nobody.', {})
  checkCanonical(solution)
  const purchases = purchasesOf(problem, solution.fills)
  const gas = checkGas(problem, solution, purchases)
  const { products, totals } = priceProducts(problem, solution, purchases)
  const { served, payments, surplus } = serveOrders(problem, solution.fills, totals)
  const costs = products.reduce((sum, { cost }) => sum + cost, 0n)
  const grossMargin = payments - costs
  const fee = protocolFee(grossMargin, problem.protocolFeePips)
  return { solution, products, purchases, served, grossMargin, protocolFee: fee, score: surplus + fee, gas }
}

import type { Fill, Solution } from '@walras/intents-schema'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { checkOrder } from './checkOrder.ts'
import { type PricedProduct, type PricedProducts, priceProducts } from './priceProducts.ts'
import { fillPayment, paymentLimit, protocolFee } from './prices.ts'
import { compareFills, type PoolPurchase, purchasesOf } from './purchases.ts'
import { refuseSolution } from './refuseSolution.ts'
import { settlementGas } from './settlementGas.ts'

/** What one intent gets and pays, in work units and token base units. */
export interface ServedIntent {
  /** Index into the problem's intents. */
  intent: number
  fills: readonly Fill[]
  filledWork: bigint
  payment: bigint
  limit: bigint
  surplus: bigint
}

/** A solution that obeys every rule, with its money counted to the unit. */
export interface Evaluation {
  solution: Solution
  products: readonly PricedProduct[]
  served: readonly ServedIntent[]
  /** Σ payments − Σ costs: the solver's margin with rounding dust, before the protocol's share. */
  grossMargin: bigint
  protocolFee: bigint
  /** Σ surplus + protocol fee: what auctions maximise. */
  score: bigint
  /** What settling it alone takes, from above. */
  gas: number
}

function checkCanonical(solution: Solution): void {
  const { fills } = solution
  for (const { intent, pool, slot, units } of fills)
    if (units <= 0n) refuseSolution('no-units', `A fill of intent ${intent} buys nothing.`, { intent, pool, slot })
  for (let i = 1; i < fills.length; i++)
    if (compareFills(fills[i - 1] as Fill, fills[i] as Fill) >= 0)
      refuseSolution('not-canonical', 'Fills must ascend by (intent, pool, slot) without duplicates.', { fill: i })
}

function serve(problem: Problem, { priceOf }: PricedProducts, fills: readonly Fill[]): ServedIntent {
  const intent = (fills[0] as Fill).intent
  const buyer = problem.intents[intent]
  if (!buyer) refuseSolution('unknown-intent', `There is no intent ${intent} in this auction.`, { intent })
  const filledWork = checkOrder(problem, buyer, fills)
  const payment = fills.reduce((sum, fill) => sum + fillPayment(priceOf(fill), fill.units), 0n)
  const { maxPayment } = buyer.signed
  const limit = paymentLimit({ maxPayment, filledWork, work: buyer.signed.intent.work })
  if (payment > limit)
    refuseSolution('limit-exceeded', `Intent ${intent} would pay ${payment}, above its limit of ${limit}.`, {
      intent,
      payment,
      limit,
    })
  return { intent, fills, filledWork, payment, limit, surplus: limit - payment }
}

function groupByIntent(fills: readonly Fill[]): Fill[][] {
  const groups: Fill[][] = []
  for (const fill of fills) {
    const last = groups.at(-1)
    if (last?.[0]?.intent === fill.intent) last.push(fill)
    else groups.push([fill])
  }
  return groups
}

function checkGas({ intents, maxGas }: Problem, solution: Solution, purchases: readonly PoolPurchase[]): number {
  const { fills, products } = solution
  // Canonical fills ascend by intent.
  const orders: number[] = []
  for (const { intent } of fills) if (intent !== orders.at(-1)) orders.push(intent)
  const gas = settlementGas({
    orders: orders.length,
    options: orders.reduce((sum, index) => sum + optionsOf(intents[index]), 0),
    fills: fills.length,
    purchases: purchases.length,
    products: products.length,
  })
  if (gas > maxGas)
    refuseSolution('too-much-gas', `Settling takes up to ${gas} gas; a transaction may use ${maxGas}. Serve fewer.`, {
      gas,
      maxGas,
    })
  return gas
}

/** Hardware options and regions that an intent names: each costs gas to hash and to compare. */
export function optionsOf(buyer: ProblemIntent | undefined): number {
  return buyer ? buyer.signed.intent.hardware.length + buyer.signed.intent.regions.length : 0
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
  const purchases = purchasesOf(solution.fills)
  const gas = checkGas(problem, solution, purchases)
  const priced = priceProducts(problem, solution, purchases)
  const { products } = priced
  const served = groupByIntent(solution.fills).map((fills) => serve(problem, priced, fills))
  const payments = served.reduce((sum, { payment }) => sum + payment, 0n)
  const costs = products.reduce((sum, { cost }) => sum + cost, 0n)
  const grossMargin = payments - costs
  const fee = protocolFee(grossMargin, problem.protocolFeePips)
  const surplus = served.reduce((sum, intent) => sum + intent.surplus, 0n)
  return { solution, products, served, grossMargin, protocolFee: fee, score: surplus + fee, gas }
}

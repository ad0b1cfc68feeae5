import type { Fill } from '@walras/intents-schema'
import { intentTerms } from '../market/intentTerms.ts'
import { add, type Natural, subtract, toBigint, toNatural } from '../market/natural.ts'
import type { Problem } from '../market/Problem.ts'
import { OrderRules } from './OrderRules.ts'
import type { PricedProducts } from './priceProducts.ts'
import { fillPayment, paymentLimit } from './prices.ts'
import { refuseSolution } from './refuseSolution.ts'

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

/** The orders of a solution, and what they pay and gain in all. */
export interface ServedOrders {
  served: ServedIntent[]
  payments: bigint
  surplus: bigint
}

/** The end of the order that starts at a fill. Canonical fills ascend by intent. */
export function endOfOrder(fills: readonly Fill[], start: number): number {
  const { intent } = fills[start] as Fill
  let end = start + 1
  while (fills[end]?.intent === intent) end++
  return end
}

/** Serves canonical fills order by order, each judged by its intent's own rules and its limit. */
export function serveOrders(problem: Problem, fills: readonly Fill[], { priceOf }: PricedProducts): ServedOrders {
  const terms = intentTerms(problem)
  const rules = new OrderRules(problem)
  const served: ServedIntent[] = []
  let payments: Natural = 0
  let surpluses: Natural = 0
  for (let start = 0, end = 0; start < fills.length; start = end) {
    end = endOfOrder(fills, start)
    const order = fills.slice(start, end)
    const { intent } = order[0] as Fill
    const { maxPayment, work } = terms[intent] ?? refuseIntent(intent)
    const filledWork = rules.check(order)
    let payment: Natural = 0
    for (const fill of order) payment = add(payment, fillPayment(toNatural(priceOf(fill)), toNatural(fill.units)))
    const limit = paymentLimit({ maxPayment, filledWork, work })
    const surplus = subtract(limit, payment)
    if (surplus < 0)
      refuseSolution('limit-exceeded', `Intent ${intent} would pay ${payment}, above its limit of ${limit}.`, {
        intent,
        payment: toBigint(payment),
        limit: toBigint(limit),
      })
    payments = add(payments, payment)
    surpluses = add(surpluses, surplus)
    served.push({
      intent,
      fills: order,
      filledWork: toBigint(filledWork),
      payment: toBigint(payment),
      limit: toBigint(limit),
      surplus: toBigint(surplus),
    })
  }
  return { served, payments: toBigint(payments), surplus: toBigint(surpluses) }
}

function refuseIntent(intent: number): never {
  refuseSolution('unknown-intent', `There is no intent ${intent} in this auction.`, { intent })
}

import type { Fill } from '@walras/intents-schema'
import { type IntentTerms, intentTerms } from '../market/intentTerms.ts'
import { add, type Natural, subtract, toBigint, toNatural } from '../market/natural.ts'
import type { Problem } from '../market/Problem.ts'
import { OrderRules } from './OrderRules.ts'
import type { ProductTotals } from './priceProducts.ts'
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

/** Serves orders one by one, each judged by its intent's own rules and its limit, and sums up what they pay and gain. */
class Counter {
  readonly #terms: readonly IntentTerms[]
  readonly #rules: OrderRules
  readonly #totals: ProductTotals
  #payments: Natural = 0
  #surplus: Natural = 0

  constructor(problem: Problem, totals: ProductTotals) {
    this.#terms = intentTerms(problem)
    this.#rules = new OrderRules(problem)
    this.#totals = totals
  }

  serve(order: readonly Fill[]): ServedIntent {
    const { intent } = order[0] as Fill
    const { maxPayment, work } = this.#terms[intent] ?? refuseIntent(intent)
    const filledWork = this.#rules.check(order)
    const payment = this.#paymentOf(order)
    const limit = paymentLimit({ maxPayment, filledWork, work })
    const surplus = subtract(limit, payment)
    if (surplus < 0)
      refuseSolution('limit-exceeded', `Intent ${intent} would pay ${payment}, above its limit of ${limit}.`, {
        intent,
        payment: toBigint(payment),
        limit: toBigint(limit),
      })
    this.#payments = add(this.#payments, payment)
    this.#surplus = add(this.#surplus, surplus)
    return {
      intent,
      fills: order,
      filledWork: toBigint(filledWork),
      payment: toBigint(payment),
      limit: toBigint(limit),
      surplus: toBigint(surplus),
    }
  }

  #paymentOf(order: readonly Fill[]): Natural {
    let payment: Natural = 0
    for (const fill of order)
      payment = add(payment, fillPayment(toNatural(this.#totals.priceOf(fill) ?? 0n), toNatural(fill.units)))
    return payment
  }

  get payments(): bigint {
    return toBigint(this.#payments)
  }

  get surplus(): bigint {
    return toBigint(this.#surplus)
  }
}

/** Serves canonical fills order by order. */
export function serveOrders(problem: Problem, fills: readonly Fill[], totals: ProductTotals): ServedOrders {
  const counter = new Counter(problem, totals)
  const served: ServedIntent[] = []
  for (let start = 0, end = 0; start < fills.length; start = end) {
    end = endOfOrder(fills, start)
    served.push(counter.serve(fills.slice(start, end)))
  }
  return { served, payments: counter.payments, surplus: counter.surplus }
}

function refuseIntent(intent: number): never {
  refuseSolution('unknown-intent', `There is no intent ${intent} in this auction.`, { intent })
}

import { curveCost } from '../../market/curve.ts'
import type { ProblemIntent } from '../../market/Problem.ts'
import { fillPayment, fillWork, paymentLimit, productPrice } from '../prices.ts'
import type { Take } from './spreadWork.ts'

/** What a purchase of its own would cost an intent, in base units, and the most it pays for that work. */
export interface Quote {
  takes: readonly Take[]
  filledWork: bigint
  payment: bigint
  limit: bigint
}

/** Prices takes as the settlement would, without a margin: one price per product. */
export function quoteTakes({ signed }: ProblemIntent, takes: readonly Take[]): Quote {
  const totals = new Map<number, { units: bigint; cost: bigint }>()
  for (const { offer, units } of takes) {
    const total = totals.get(offer.product) ?? { units: 0n, cost: 0n }
    total.units += units
    total.cost += curveCost(offer.curve, offer.sold, units)
    totals.set(offer.product, total)
  }
  const prices = new Map([...totals].map(([product, total]) => [product, productPrice({ ...total, margin: 0n })]))
  const done = takes.reduce((sum, { offer, units }) => sum + fillWork(units, offer.speed), 0n)
  const { work } = signed.intent
  const filledWork = done < work ? done : work
  return {
    takes,
    filledWork,
    payment: takes.reduce((sum, { offer, units }) => sum + fillPayment(prices.get(offer.product) ?? 0n, units), 0n),
    limit: paymentLimit({ maxPayment: signed.maxPayment, filledWork, work }),
  }
}

/** The one that leaves the intent most, relative to its limit; the first of equals. */
export function bestQuote(quotes: readonly Quote[]): Quote | undefined {
  let best: Quote | undefined
  for (const quote of quotes) if (!best || quote.payment * best.limit < best.payment * quote.limit) best = quote
  return best
}

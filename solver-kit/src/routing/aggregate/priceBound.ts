import type { AggregateMarket } from './AggregateMarket.ts'
import { countAbove, type DemandCurve } from './DemandCurve.ts'
import { sellersGain } from './SupplyCurve.ts'

/** Cheapest price of work that a kind of intents finds, base units per H100-second. */
export function cheapestWork({ products, unitsPerWork }: DemandCurve, prices: Float64Array): number {
  let cheapest = Number.POSITIVE_INFINITY
  for (let k = 0; k < products.length; k++)
    cheapest = Math.min(cheapest, (prices[products[k] as number] as number) * (unitsPerWork[k] as number))
  return cheapest
}

/**
 * The certificate's bound in floats, for search: what buyers and sellers gain at most when every product sells at one
 * price. `prices` by product, base units per GPU-second, none below the product's first.
 */
export function priceBound({ supply, demand }: AggregateMarket, prices: Float64Array): number {
  let bound = 0
  for (const [product, curve] of supply.entries()) {
    const price = prices[product] as number
    if (curve.capacity > 0 && price < Number.POSITIVE_INFINITY) bound += sellersGain(curve, Math.sqrt(price))
  }
  for (const curve of demand) {
    const price = cheapestWork(curve, prices)
    const served = countAbove(curve, price)
    if (served > 0) bound += (curve.worth[served] as number) - price * (curve.work[served] as number)
  }
  return bound
}

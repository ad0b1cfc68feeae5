import type { AggregateMarket } from './AggregateMarket.ts'
import { countAbove, type DemandCurve } from './DemandCurve.ts'
import { sellersGain } from './SupplyCurve.ts'
import { createWindowPrices, type WindowPrices, windowIndex } from './WindowPrices.ts'

/** Cheapest price of work that a kind of intents finds, base units per H100-second. */
export function cheapestWork({ options, window: { from, to } }: DemandCurve, { slots, soft }: WindowPrices): number {
  const { lines, unitsPerWork } = options
  let cheapest = Number.POSITIVE_INFINITY
  for (let k = 0; k < lines.length; k++) {
    const price = (soft[windowIndex(slots, lines[k] as number, from, to)] as number) * (unitsPerWork[k] as number)
    if (price < cheapest) cheapest = price
  }
  return cheapest
}

/** The least price in every window of every line: {@link WindowPrices} without heat. */
export function leastPrices({ model: { slots } }: Pick<AggregateMarket, 'model'>, prices: Float64Array): WindowPrices {
  const windows = createWindowPrices(prices.length / slots, slots)
  for (let first = 0, at = 0; first < prices.length; first++) {
    const end = (Math.floor(first / slots) + 1) * slots
    let least = Number.POSITIVE_INFINITY
    for (let product = first; product < end; product++, at++) {
      least = Math.min(least, prices[product] as number)
      windows.soft[at] = least
    }
  }
  return windows
}

/**
 * The certificate's bound in floats, for search: what buyers and sellers gain at most when every product sells at one
 * price. `prices` by product, base units per GPU-second, none below the product's first.
 */
export function priceBound(market: AggregateMarket, prices: Float64Array): number {
  let bound = 0
  for (const [product, curve] of market.supply.entries()) {
    const price = prices[product] as number
    if (curve.capacity > 0 && price < Number.POSITIVE_INFINITY) bound += sellersGain(curve, Math.sqrt(price))
  }
  const windows = leastPrices(market, prices)
  for (const curve of market.demand) {
    const price = cheapestWork(curve, windows)
    const served = countAbove(curve, price)
    if (served > 0) bound += (curve.worth[served] as number) - price * (curve.work[served] as number)
  }
  return bound
}

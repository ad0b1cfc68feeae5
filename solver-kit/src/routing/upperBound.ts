import { floatCost, unitsBelow } from './FloatCurve.ts'
import type { MarketModel } from './MarketModel.ts'

/**
 * A proof of how good a solution can be at all: for any prices, what sellers would gain at most plus what buyers would
 * gain at most is above the score of every solution, whatever the integer rules cut away (weak duality). The prices of a
 * good plan make it tight. `prices` by cell, base units per GPU-second; the result in base units.
 */
export function upperBound({ cells, demands }: MarketModel, prices: ArrayLike<number>): number {
  let bound = 0
  for (const [index, { curve, sold }] of cells.entries()) {
    const price = prices[index] ?? 0
    const supplied = Math.max(sold, unitsBelow(curve, price))
    bound += price * (supplied - sold) - floatCost(curve, sold, supplied)
  }
  for (const { work, value, arcs } of demands) {
    let best = 0
    for (const { cell, speed } of arcs) best = Math.max(best, value - (prices[cell] ?? 0) / speed)
    bound += work * best
  }
  return bound
}

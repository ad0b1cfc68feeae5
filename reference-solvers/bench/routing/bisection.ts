import { floatCost, type MarketModel, unitsBelow } from '@walras/solver-kit'

/** The bracket of the price ends when it is this narrow, relatively. */
const bracket = 1e-13

/**
 * The optimum of a market with one product, one speed and divisible jobs, base units: the price where what is worth it to
 * buyers meets what sells below it. Who values work at exactly that price fills the rest.
 */
export function bisectOptimum({ cells, demands }: MarketModel): number {
  const speed = Number(demands[0]?.lines[0]?.speed ?? 0n) / 1e6
  const buyers = demands.toSorted((a, b) => b.value - a.value)
  const supply = (price: number): number =>
    cells.reduce((sum, { curve, sold }) => sum + Math.max(0, unitsBelow(curve, price) - sold), 0)
  let [low, high] = [0, (buyers[0]?.value ?? 0) * speed]
  while (high - low > high * bracket) {
    const price = (low + high) / 2
    const wanted = buyers.reduce((sum, { value, work }) => sum + (value * speed > price ? work / speed : 0), 0)
    if (wanted > supply(price)) low = price
    else high = price
  }
  let left = supply(low)
  let value = 0
  for (const buyer of buyers) {
    const units = Math.min(left, buyer.work / speed)
    value += units * speed * buyer.value
    left -= units
  }
  return cells.reduce((sum, { curve, sold }) => {
    return sum - floatCost(curve, sold, Math.max(sold, unitsBelow(curve, low)))
  }, value)
}

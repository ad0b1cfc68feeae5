import { optionsOf } from '../rules/evaluateSolution.ts'
import { settlementGas } from '../rules/settlementGas.ts'
import { improvePlan } from './improvePlan.ts'
import type { Cell } from './MarketModel.ts'
import type { Plan } from './Plan.ts'

/** Prices tried, each with a pass over all intents. */
const maxPrices = 6

/** Close enough: what is left is too little for many more orders. */
const goodUse = 0.96

/** Where the search aims, so that small misses still fit. */
const aim = 0.985

/** First guess: this share of what the plan gains for its gas. */
const firstShare = 0.3

/** How the price answers too much or too little gas: to the power 1.5. Measured: gas falls with its price to the power 0.4 to 0.8. */
const response = (excess: number): number => excess * Math.sqrt(excess)

/** Whether one transaction can settle the whole plan. */
export function isSettleable(plan: Plan): boolean {
  const { maxGas } = plan.model.problem
  return maxGas === Number.POSITIVE_INFINITY || planGas(plan) <= maxGas
}

/** What settling the whole plan takes. */
export function planGas({ model, placements }: Plan): number {
  const { cells, products, problem } = model
  const isBought = new Uint8Array(cells.length)
  const isSold = new Uint8Array(products.length)
  const size = { orders: placements.length, options: 0, fills: 0, purchases: 0, products: 0 }
  for (const { intent, fills } of placements) {
    size.options += optionsOf(problem.intents[intent])
    size.fills += fills.length
    for (const { arc } of fills) {
      if (isBought[arc.cell]) continue
      isBought[arc.cell] = 1
      size.purchases++
      const { product } = cells[arc.cell] as Cell
      if (isSold[product]) continue
      isSold[product] = 1
      size.products++
    }
  }
  return settlementGas(size)
}

/**
 * Gas is one more scarce good: where a plan needs more than a transaction may use, it gets a price, found as a market
 * would, at which the plan just fits. Jobs are then packed into fewer fills and shared pools, and the least worth their
 * gas wait for the next auction. Leaves the plan improved at that price, and its `gasPrice` set.
 */
export function priceGas(plan: Plan, signal?: AbortSignal): void {
  if (isSettleable(plan)) return
  const { maxGas } = plan.model.problem
  let gas = planGas(plan)
  let low = 0
  let high = Number.POSITIVE_INFINITY
  let price = plan.gasPrice > 0 ? plan.gasPrice * response(gas / (aim * maxGas)) : (firstShare * plan.welfare) / gas
  for (let tried = 0; tried < maxPrices && !signal?.aborted; tried++) {
    plan.gasPrice = price
    improvePlan(plan, { passes: 1, signal })
    gas = planGas(plan)
    if (gas <= maxGas && gas > maxGas * goodUse) return
    if (gas > maxGas) low = price
    else high = price
    price *= response(gas / (aim * maxGas))
    if (price <= low || price >= high) price = Number.isFinite(high) ? (low + high) / 2 : low * 1.5
  }
}

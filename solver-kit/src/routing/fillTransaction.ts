import { settlementGas } from '../rules/settlementGas.ts'
import { bestPlacement } from './bestPlacement.ts'
import { byValue } from './improvePlan.ts'
import type { Plan } from './Plan.ts'
import { planGas } from './priceGas.ts'

/** Parts of the price of gas that those who are left out are asked for, one after the other: who gains most for it comes first. */
const falling = [0.5, 0.2, 0]

/** Of a transaction, this share is filled: repair may need a little more. */
const mostUsed = 0.99

/** Who joins a batch takes no less. */
const leastGas =
  settlementGas({ orders: 1, options: 0, fills: 1, purchases: 0, products: 0 }) -
  settlementGas({ orders: 0, options: 0, fills: 0, purchases: 0, products: 0 })

/**
 * Serves those whom a price of gas left out with the gas that it left over: a price is right for all, and at the next lower
 * one too many would come. Nobody moves. The plan keeps its price.
 */
export function fillTransaction(plan: Plan, barred: ReadonlySet<number>, signal?: AbortSignal): void {
  const { gasPrice } = plan
  const most = mostUsed * plan.model.problem.maxGas
  let gas = planGas(plan)
  for (const part of falling) {
    plan.gasPrice = part * gasPrice
    for (const intent of byValue(plan)) {
      if (signal?.aborted || gas + leastGas > most) break
      if (plan.placement(intent) || barred.has(intent)) continue
      const placement = bestPlacement(plan, intent)
      if (!placement) continue
      plan.place(placement)
      const next = planGas(plan)
      if (next <= most) gas = next
      else plan.remove(intent)
    }
  }
  plan.gasPrice = gasPrice
}

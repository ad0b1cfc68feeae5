import {
  bestPlacement,
  byValue,
  createMarketModel,
  defineSolver,
  finishPlan,
  Plan,
  type SolverDefinition,
} from '@walras/solver-kit/portable'
import type { StrategyOptions } from '../options.ts'
import { arrivalOrder } from './arrivalOrder.ts'

/** One pass of the market, by value unless told otherwise: each intent takes the cheapest fills that those before it left. */
export function greedyPlan(plan: Plan, signal?: AbortSignal, order: readonly number[] = byValue(plan)): Plan {
  for (const intent of order) {
    if (signal?.aborted) break
    const placement = bestPlacement(plan, intent)
    if (placement) plan.place(placement)
  }
  return plan
}

/**
 * Serves whoever pays most for an H100-second first. Fast and hard to get wrong; it loses where an early intent takes
 * units that a later one has no substitute for.
 */
export function greedyValue(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'greedy-value',
    solve: (problem, signal) => finishPlan(greedyPlan(new Plan(createMarketModel(problem)), signal), options),
  })
}

/** First come, first served: the same pass in the order of arrival. What a market without batches does. */
export function greedyArrival(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'greedy-arrival',
    solve(problem, signal) {
      const plan = new Plan(createMarketModel(problem))
      return finishPlan(greedyPlan(plan, signal, arrivalOrder(problem)), options)
    },
  })
}

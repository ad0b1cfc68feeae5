import {
  bestPlacement,
  byValue,
  createMarketModel,
  defineSolver,
  finishPlan,
  Plan,
  type SolverDefinition,
} from '@walras/solver-kit'
import type { StrategyOptions } from '../options.ts'

/** One pass of the market by value: each intent takes the cheapest fills that those before it left. */
export function greedyPlan(plan: Plan, signal?: AbortSignal): Plan {
  for (const intent of byValue(plan)) {
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
export function greedy(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'greedy',
    solve: (problem, signal) => finishPlan(greedyPlan(new Plan(createMarketModel(problem)), signal), options),
  })
}

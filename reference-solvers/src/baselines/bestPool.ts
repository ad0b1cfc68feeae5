import { createMarketModel, defineSolver, finishPlan, type SolverDefinition } from '@walras/solver-kit/portable'
import { arrivalOrder } from '../greedy/arrivalOrder.ts'
import type { StrategyOptions } from '../options.ts'
import { OnePoolPlan } from './onePool.ts'

/**
 * What buyers do without a router: each, in the order of arrival, takes the one pool that gives it most. The baseline that
 * savings are counted from.
 */
export function bestPool(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'best-pool',
    solve(problem, signal) {
      const plan = new OnePoolPlan(createMarketModel(problem))
      for (const intent of arrivalOrder(problem)) {
        if (signal.aborted) break
        const placement = plan.bestPool(intent)
        if (placement) plan.place(placement)
      }
      return finishPlan(plan, options)
    },
  })
}

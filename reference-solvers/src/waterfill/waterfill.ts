import {
  createMarketModel,
  defineSolver,
  finishPlan,
  improvePlan,
  Plan,
  priceGas,
  type SolverDefinition,
} from '@walras/solver-kit/portable'
import type { StrategyOptions } from '../options.ts'
import { turn } from '../turn.ts'

/** Measured: the second pass adds about 200 bp, then 40, 13, 6 and 2. */
const passes = 6

/** A pass that adds less than half a basis point was the last. */
const leastGain = 5e-5

/**
 * Water-filling by turns: each intent in turn gives back what it has and pours its work over its eligible slots again, to
 * one level of marginal price, given everybody else. This is the single-class optimum (one class, bisect the price) made
 * general: every turn raises the welfare, and divisible, fluid intents end at the optimum. It needs no LP engine and obeys
 * every integer rule on the way. It gets stuck where two intents would have to move at once, around sold-out slots:
 * there an LP sees further. Walras' own auctioneer, prices that rise and fall until demand meets supply, was the other
 * candidate; indivisible jobs make its prices cycle.
 */
export function waterfill(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'waterfill',
    async solve(problem, signal) {
      const plan = new Plan(createMarketModel(problem))
      for (let pass = 0; pass < passes && !signal.aborted; pass++) {
        if (improvePlan(plan, { passes: 1, signal }) < plan.welfare * leastGain) break
        // A deadline is a timer: it can only fire between passes.
        await turn()
      }
      priceGas(plan, signal)
      return finishPlan(plan, options)
    },
  })
}

import {
  clearMarket,
  createMarketModel,
  defineSolver,
  finishPlan,
  improvePlan,
  type MarketModel,
  type Proposal,
  planCertificate,
  priceCertificate,
  priceGas,
  type SolverDefinition,
  tightestCertificate,
} from '@walras/solver-kit/portable'
import type { StrategyOptions } from '../options.ts'

/** Markets up to this size are thin enough for moves one by one to matter, and small enough for them. */
const mostMoved = 1000

/** What clearing prices make of a market, within its rules, and what they prove. */
export function clearingProposal(
  model: MarketModel,
  options: StrategyOptions,
  signal: AbortSignal,
): Proposal | undefined {
  const { plan, prices } = clearMarket(model, { signal })
  if (model.demands.length <= mostMoved) improvePlan(plan, { passes: 2, signal })
  priceGas(plan, signal)
  const solution = finishPlan(plan, { ...options, signal })
  if (!solution) return undefined
  const certificate = priceCertificate(prices)
  // Clearing prices do not know of gas; where it binds, the plan's own may prove more.
  if (plan.gasPrice === 0) return { solutions: [solution], certificate }
  return {
    solutions: [solution],
    certificate: tightestCertificate(model.problem, [certificate, planCertificate(plan)]),
  }
}

/**
 * Finds the prices at which the market clears, gives whole jobs the products that serve them cheapest at those, and each
 * product's buyers the pools that sell below them. The time hardly depends on the number of intents; needs no LP engine.
 * Stopped before there are prices it has no answer; later, what is placed by then.
 */
export function clearing(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'clearing',
    solve(problem, signal) {
      return signal.aborted ? undefined : clearingProposal(createMarketModel(problem), options, signal)
    },
  })
}

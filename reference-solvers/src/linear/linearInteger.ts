import {
  clearMarket,
  createMarketModel,
  defineSolver,
  finishPlan,
  improvePlan,
  type MarketModel,
  type Plan,
  type Proposal,
  priceCertificate,
  priceGas,
  ruinAndRecreate,
  type SolverDefinition,
  tightestCertificate,
} from '@walras/solver-kit/portable'
import { glpkBackend } from '../backends/glpkBackend.ts'
import type { StrategyOptions } from '../options.ts'
import { exchange } from './exchange.ts'
import { betterSolution, linearCertificate, linearPlan } from './linear.ts'

/** Larger markets are thick: there, clearing prices leave a few basis points, and moves one by one take seconds. */
const mostIntents = 1000

/** Tries of ruin and recreate from each of the two starts, by intent, and at most: about 100 ms at 100 intents. */
const triesPerIntent = 6
const mostTries = 600

/** Rounds of exchanges and single moves before. */
const polishRounds = 3

/** What clearing prices make of a market, with moves that round it off. */
function clearedPlan(model: MarketModel, signal: AbortSignal): { plan: Plan; prices: Float64Array } {
  const { plan, prices } = clearMarket(model, { signal })
  priceGas(plan, signal)
  if (model.demands.length > mostIntents) return { plan, prices }
  const reserve = Float64Array.from(model.cells, ({ product }) => prices[product] ?? 0)
  for (let round = 0; round < polishRounds && !signal.aborted; round++) {
    improvePlan(plan, { passes: 2, signal })
    if (exchange(plan, reserve, signal) === 0) break
  }
  return { plan, prices }
}

/** Searches on from a plan for what whole jobs, few pools and least sizes allow. */
function search(plan: Plan, seed: number, signal: AbortSignal): Plan {
  const found = plan.copy()
  const tries = Math.min(mostTries, triesPerIntent * plan.model.demands.length)
  ruinAndRecreate(found, { tries, seed, signal })
  priceGas(found, signal)
  return found
}

/** The better of two starts, clearing prices and the linear program, each searched on for what the integer rules allow. */
export async function integerProposal(
  model: MarketModel,
  options: StrategyOptions,
  signal: AbortSignal,
  seed = 1,
): Promise<Proposal | undefined> {
  const { problem } = model
  const cleared = clearedPlan(model, signal)
  const certificate = priceCertificate(cleared.prices)
  if (model.demands.length > mostIntents) {
    const solution = finishPlan(cleared.plan, options)
    return solution && { solutions: [solution], certificate }
  }
  const linear = await linearPlan(model, await glpkBackend(), signal)
  const plans = [search(cleared.plan, seed, signal), search(linear.plan, seed, signal)]
  const solution = plans
    .map((plan) => finishPlan(plan, options))
    .reduce((best, next) => betterSolution(problem, best, next), undefined)
  if (!solution) return undefined
  return { solutions: [solution], certificate: tightestCertificate(problem, [certificate, linearCertificate(linear)]) }
}

/**
 * The linear program and then the integer rules: whole jobs, least sizes, few pools and reservations, by taking out and
 * putting back a few competing intents at a time. For thin markets; in thick ones it is `clearing`.
 */
export function linearInteger(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'linear-integer',
    async prepare() {
      await glpkBackend()
    },
    solve: (problem, signal) => integerProposal(createMarketModel(problem), options, signal),
  })
}

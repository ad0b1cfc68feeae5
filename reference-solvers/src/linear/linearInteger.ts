import {
  clearMarket,
  createMarketModel,
  defineSolver,
  finishPlan,
  improvePlan,
  type MarketModel,
  type Plan,
  type Proposal,
  planCertificate,
  priceCertificate,
  priceGas,
  RuinAndRecreate,
  type SolverDefinition,
  tightestCertificate,
} from '@walras/solver-kit/portable'
import type { StrategyOptions } from '../options.ts'
import { turn } from '../turn.ts'
import { betterSolution } from './linear.ts'

/** Larger markets are thick: there, clearing prices leave a few basis points, and moves one by one take seconds. */
const mostIntents = 1000

/**
 * Tries of the search in one slot, within these: as many as there are pairs of intents, but not many more than by intent.
 * 6,500 of them take about 160 ms at 100 intents and 50 pools, 12,000 about 600 ms at 300 and 100. With several slots a try
 * takes as much longer. At ten intents little is found after the first hundred; at a hundred twice 6,500 find about half of
 * what those miss.
 */
const [fewestTries, mostTries] = [100, 12_000]
const [triesToBegin, triesPerIntent] = [2500, 40]

/** Tries between two looks at the clock, 10 to 25 ms: a deadline is a timer, and timers wait while a search is on. */
const triesPerTurn = 500

export interface IntegerSearchOptions {
  /** Default 1. */
  seed?: number
  /** Times the usual number of tries. Default 1. */
  patience?: number
}

/** Searches on from a plan for what whole jobs, few pools and least sizes allow. */
async function search(
  start: Plan,
  { seed = 1, patience = 1 }: IntegerSearchOptions,
  signal: AbortSignal,
): Promise<Plan> {
  const plan = start.copy()
  const { demands, slots } = plan.model
  const count = demands.length
  const tries = Math.max(fewestTries, Math.min(mostTries, count * count, triesToBegin + triesPerIntent * count)) / slots
  const tried = new RuinAndRecreate(plan, { tries: patience * Math.ceil(tries), seed })
  while (!signal.aborted && tried.run(triesPerTurn / slots)) await turn()
  tried.finish()
  priceGas(plan, signal)
  improvePlan(plan, { passes: 2, signal })
  return plan
}

/** Clearing prices, and from there a search for what the integer rules allow. */
export async function integerProposal(
  model: MarketModel,
  options: StrategyOptions,
  signal: AbortSignal,
  searching: IntegerSearchOptions = {},
): Promise<Proposal | undefined> {
  const { problem } = model
  const { plan: cleared, prices } = clearMarket(model, { signal })
  const thin = model.demands.length <= mostIntents
  if (thin) improvePlan(cleared, { passes: 2, signal })
  priceGas(cleared, signal)
  let solution = finishPlan(cleared, options)
  if (thin) solution = betterSolution(problem, finishPlan(await search(cleared, searching, signal), options), solution)
  if (!solution) return undefined
  const certificate = priceCertificate(prices)
  // Clearing prices do not know of gas; where it binds, the plan's own may prove more.
  if (cleared.gasPrice === 0) return { solutions: [solution], certificate }
  return { solutions: [solution], certificate: tightestCertificate(problem, [certificate, planCertificate(cleared)]) }
}

/**
 * Clearing prices and then the integer rules: whole jobs, least sizes and few pools, by taking out and putting back a few
 * competing intents at a time. For thin markets; in thick ones it is `clearing`.
 */
export function linearInteger(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'linear-integer',
    solve: async (problem, signal) =>
      signal.aborted ? undefined : integerProposal(createMarketModel(problem), options, signal),
  })
}

import {
  byValue,
  finishPlan,
  type MarketModel,
  Plan,
  type Proposal,
  planCertificate,
} from '@walras/solver-kit/portable'
import { greedyPlan } from '../greedy/greedy.ts'
import type { StrategyOptions } from '../options.ts'

/**
 * Greedy by value for the `most` who pay most, and nobody else: the first thing there is to say of a market, however large.
 * `signal` is heard between two of them, with a `turn` of the event loop if it needs one; what is served by then is the answer.
 */
export async function quickProposal(
  model: MarketModel,
  options: StrategyOptions,
  most: number,
  signal: AbortSignal,
  turn?: () => Promise<unknown>,
): Promise<Proposal | undefined> {
  const plan = new Plan(model)
  for (const intent of byValue(plan).slice(0, most)) {
    if (signal.aborted) break
    greedyPlan(plan, signal, [intent])
    await turn?.()
  }
  // Who is left out stays out: looking for places that repair frees would take longer than all of this.
  const leave = model.demands.flatMap(({ intent }) => (plan.placement(intent) ? [] : [intent]))
  const solution = finishPlan(plan, { ...options, leave, signal })
  return solution && { solutions: [solution], certificate: planCertificate(plan) }
}

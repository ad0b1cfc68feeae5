import type { Certificate, Solution } from '@walras/intents-schema'
import type { Problem } from '../market/Problem.ts'

/** Solutions with a proof of how good they are. */
export interface Proposal {
  /** At most 3 of them are bid: the best that the rules accept. */
  solutions: readonly Solution[]
  /** Of the auction, not of one solution: see `surplusBound`. Prices at which the best of the solutions buys make a tight one. */
  certificate?: Certificate
}

/** What a strategy may answer. */
export type Proposed = Solution | readonly Solution[] | Proposal | undefined

/** The same answer in its widest shape: no solutions when there is nothing to win. */
export function toProposal(proposed: Proposed): Proposal {
  if (proposed === undefined) return { solutions: [] }
  if ('solutions' in proposed) return proposed
  return { solutions: 'fills' in proposed ? [proposed] : proposed }
}

export interface SolverDefinition {
  /** Lower-case slug: shows in logs and tables. */
  name: string
  /**
   * Proposes up to 3 alternative solutions for an auction, with or without a certificate; nothing when there is nothing to
   * win. `signal` aborts at the deadline: return what you have by then. The runner checks every solution with the rules of the auction before it bids
   * and says why one is refused. Before the first auction it is called with generated markets, to warm up.
   */
  solve(problem: Problem, signal: AbortSignal): Proposed | Promise<Proposed>
  /** Optional work at start-up, before the first auction (loading a WASM engine). */
  prepare?(): Promise<void>
}

/**
 * A solver is one function from a problem to solutions.
 *
 * @example
 * ```ts
 * import { bestPlacement, createMarketModel, defineSolver, finishPlan, Plan } from '@walras/solver-kit'
 *
 * export default defineSolver({
 *   name: 'first-come',
 *   solve(problem) {
 *     const plan = new Plan(createMarketModel(problem))
 *     for (const intent of problem.intents.keys()) {
 *       const placement = bestPlacement(plan, intent)
 *       if (placement) plan.place(placement)
 *     }
 *     return finishPlan(plan)
 *   },
 * })
 * ```
 */
export function defineSolver(definition: SolverDefinition): SolverDefinition {
  return definition
}

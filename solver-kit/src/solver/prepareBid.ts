import { type Bid, type Solution, WalrasError } from '@walras/intents-schema'
import { type Address, bytesToHex, type Hex } from 'viem'
import type { Problem } from '../market/Problem.ts'
import { type Evaluation, evaluateSolution } from '../rules/evaluateSolution.ts'
import { checkFairness } from '../rules/fairness.ts'
import { maxSolutions } from '../rules/resolveAuction.ts'
import type { SolverDefinition } from './defineSolver.ts'

/** A proposed solution that the rules refused, and why. */
export interface RefusedSolution {
  /** Its place in what `solve` returned. */
  index: number
  error: WalrasError
}

export interface PreparedBid {
  /** Undefined when nothing valid was proposed. */
  bid?: Bid
  /** What the bid's solutions are worth, in their order. */
  evaluations: readonly Evaluation[]
  refused: readonly RefusedSolution[]
}

function toList(proposed: Solution | readonly Solution[] | undefined): readonly Solution[] {
  if (proposed === undefined) return []
  return 'fills' in proposed ? [proposed] : proposed
}

/**
 * Asks a strategy for solutions and keeps those that the auction's own rules accept, best first, at most 3: a bad bid is
 * caught here, with its reason, instead of by the auctioneer.
 */
export async function prepareBid({
  definition,
  problem,
  solver,
  signal,
}: {
  definition: SolverDefinition
  problem: Problem
  solver: Address
  signal: AbortSignal
}): Promise<PreparedBid> {
  const accepted: Evaluation[] = []
  const refused: RefusedSolution[] = []
  for (const [index, solution] of toList(await definition.solve(problem, signal)).entries()) {
    try {
      const evaluation = evaluateSolution(problem, solution)
      checkFairness(problem, evaluation)
      accepted.push(evaluation)
    } catch (error) {
      if (!(error instanceof WalrasError)) throw error
      refused.push({ index, error })
    }
  }
  const evaluations = accepted
    .sort((a, b) => (a.score > b.score ? -1 : a.score < b.score ? 1 : 0))
    .slice(0, maxSolutions)
  if (evaluations.length === 0) return { evaluations, refused }
  const salt: Hex = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const solutions = evaluations.map(({ solution }) => solution)
  return { bid: { auctionHash: problem.auctionHash, solver, solutions, salt }, evaluations, refused }
}

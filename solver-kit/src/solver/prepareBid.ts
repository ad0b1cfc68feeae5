import { type Bid, type Certificate, encodeBid, WalrasError } from '@walras/intents-schema'
import { type Address, bytesToHex, type Hex } from 'viem'
import type { Problem } from '../market/Problem.ts'
import { gapBps, surplusBound } from '../rules/certificate/surplusBound.ts'
import { type Evaluation, evaluateSolution } from '../rules/evaluateSolution.ts'
import { checkFairness } from '../rules/fairness.ts'
import { maxSolutions } from '../rules/resolveAuction.ts'
import { type SolverDefinition, toProposal } from './defineSolver.ts'

/** A proposed solution that the rules refused, and why. */
export interface RefusedSolution {
  /** Its place in what `solve` returned. */
  index: number
  error: WalrasError
}

/** What the bid's certificate proves. */
export interface BidProof {
  /** No solution of the auction scores above it, base units. */
  bound: bigint
  /** How far the bid's best solution may be from the best there is: basis points of the bound. */
  gapBps: number
}

export interface PreparedBid {
  /** Undefined when nothing valid was proposed. */
  bid?: Bid
  /** What the bid's solutions are worth, in their order. */
  evaluations: readonly Evaluation[]
  refused: readonly RefusedSolution[]
  /** Present when the bid has a certificate. */
  proof?: BidProof
  /** Why the proposed certificate is not in the bid. */
  refusedCertificate?: WalrasError
}

/**
 * The bid with its certificate, if that proves something and both fit a message: a bid that cannot be sent is worth nothing,
 * one without a proof can win.
 */
function certify(
  problem: Problem,
  bid: Bid,
  certificate: Certificate | undefined,
  best: bigint,
): Pick<PreparedBid, 'bid' | 'proof' | 'refusedCertificate'> {
  if (!certificate) return { bid }
  try {
    const bound = surplusBound(problem, certificate)
    const certified = { ...bid, certificate }
    encodeBid(certified)
    return { bid: certified, proof: { bound, gapBps: gapBps(best, bound) } }
  } catch (error) {
    if (!(error instanceof WalrasError)) throw error
    return { bid, refusedCertificate: error }
  }
}

/**
 * Asks a strategy for solutions and keeps those that the auction's own rules accept, best first, at most 3: a bad bid is
 * caught here, with its reason, instead of by the auctioneer. A bad certificate is left out; the bid goes without.
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
  const { solutions: proposed, certificate } = toProposal(await definition.solve(problem, signal))
  for (const [index, solution] of proposed.entries()) {
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
  const [best] = evaluations
  if (!best) return { evaluations, refused }
  const salt: Hex = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const solutions = evaluations.map(({ solution }) => solution)
  const bid = { auctionHash: problem.auctionHash, solver, solutions, salt }
  return { evaluations, refused, ...certify(problem, bid, certificate, best.score) }
}

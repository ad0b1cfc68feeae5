import type { Address, Hex } from 'viem'
import { concat, keccak256 } from 'viem'
import type { Problem } from '../market/Problem.ts'
import type { Evaluation } from './evaluateSolution.ts'
import { addGas } from './settlementGas.ts'

/** A valid, fair solution of one bid. */
export interface Candidate {
  solver: Address
  bidHash: Hex
  /** Index into the bid's solutions. */
  solution: number
  evaluation: Evaluation
}

interface Claims {
  intents: ReadonlySet<number>
  products: ReadonlySet<Hex>
}

function claimsOf({ evaluation }: Candidate): Claims {
  return {
    intents: new Set(evaluation.served.map(({ intent }) => intent)),
    products: new Set(evaluation.products.map(({ id }) => id)),
  }
}

/**
 * Two solutions may settle together when they share no bid, no intent and no product. Products, not only (pool, slot):
 * one batch has one price per product, and two solvers' averages would mix.
 */
function conflict(a: Candidate, x: Claims, b: Candidate, y: Claims): boolean {
  if (a.solver === b.solver && a.bidHash === b.bidHash) return true
  return !x.intents.isDisjointFrom(y.intents) || !x.products.isDisjointFrom(y.products)
}

/** Orders sets of equal total: by the hash of the auction and the sorted bids, which nobody can steer cheaply. */
function tieBreak(auctionHash: Hex, chosen: readonly Candidate[]): Hex {
  return keccak256(concat([auctionHash, ...chosen.map(({ bidHash }) => bidHash).sort()]))
}

/** After this many sets the search stops with the best so far; reached only by hundreds of overlapping solutions. */
const maxVisited = 200_000

function bySolver(a: Candidate, b: Candidate): number {
  const [x, y] = [
    `${a.solver.toLowerCase()}${a.bidHash}${a.solution}`,
    `${b.solver.toLowerCase()}${b.bidHash}${b.solution}`,
  ]
  return x < y ? -1 : x > y ? 1 : 0
}

/**
 * The set of pairwise compatible solutions with the highest total score that fits one transaction, by branch and bound: candidates by descending
 * score, bound = everything that is left. Ties go to the smallest {@link tieBreak}. Deterministic: the order of
 * `candidates` does not matter. Candidates that score nothing are left out.
 */
export function chooseWinners(
  { auctionHash, maxGas }: Pick<Problem, 'auctionHash' | 'maxGas'>,
  candidates: readonly Candidate[],
): Candidate[] {
  const sorted = candidates
    .filter(({ evaluation }) => evaluation.score > 0n)
    .sort((a, b) =>
      a.evaluation.score > b.evaluation.score ? -1 : a.evaluation.score < b.evaluation.score ? 1 : bySolver(a, b),
    )
  const claims = sorted.map(claimsOf)
  const left = sorted.map(() => 0n)
  for (let i = sorted.length - 1, rest = 0n; i >= 0; i--) left[i] = rest += (sorted[i] as Candidate).evaluation.score

  let best: { total: bigint; chosen: Candidate[] } = { total: 0n, chosen: [] }
  let visited = 0
  const visit = (from: number, total: bigint, gas: number, taken: readonly number[]): void => {
    visited++
    const chosen = taken.map((i) => sorted[i] as Candidate)
    if (
      total > best.total ||
      (total === best.total && total > 0n && tieBreak(auctionHash, chosen) < tieBreak(auctionHash, best.chosen))
    )
      best = { total, chosen }
    for (let i = from; i < sorted.length && visited < maxVisited; i++) {
      if (total + (left[i] as bigint) < best.total) return
      const candidate = sorted[i] as Candidate
      const together = taken.length === 0 ? candidate.evaluation.gas : addGas(gas, candidate.evaluation.gas)
      if (together > maxGas) continue
      if (taken.some((j) => conflict(sorted[j] as Candidate, claims[j] as Claims, candidate, claims[i] as Claims)))
        continue
      visit(i + 1, total + candidate.evaluation.score, together, [...taken, i])
    }
  }
  visit(0, 0n, 0, [])
  return best.chosen.sort(bySolver)
}

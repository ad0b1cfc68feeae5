import {
  type Bid,
  type BidOutcome,
  type BidStatus,
  bidHash,
  type Outcome,
  type Solution,
  WalrasError,
  wireLimits,
} from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import type { Problem } from '../market/Problem.ts'
import { type CertifiedBound, certifiedBounds, leastBound } from './certifiedBounds.ts'
import { dropIntents } from './dropIntents.ts'
import { type Evaluation, evaluateSolution } from './evaluateSolution.ts'
import { unservedIntents } from './explain/unservedIntents.ts'
import { checkFairness } from './fairness.ts'
import { plainLine } from './plainLine.ts'
import { type Candidate, chooseWinners } from './winners.ts'

/** What the network saw of a bid's promise. Only commitments that arrived in time count. */
export interface SeenCommitment {
  solver: Address
  bidHash: Hex
}

export interface ResolveAuctionParameters {
  problem: Problem
  /** Commitments that arrived by `commitByMs`. */
  commitments: readonly SeenCommitment[]
  /** Bids that arrived by `revealByMs`. */
  bids: readonly Bid[]
  /** Solvers whose award already failed on chain in this auction, and why: the next best outcome is without them. */
  reverted?: ReadonlyMap<Address, string>
  /** Intents that made an award fail in this auction, and why: solutions go on without them, nobody else is out. */
  dropped?: ReadonlyMap<Hex, string>
}

/** A solution that won, with its money. */
export interface Winner {
  solver: Address
  bidHash: Hex
  evaluation: Evaluation
}

export interface Resolution {
  outcome: Outcome
  /** Ascending by solver address. */
  winners: readonly Winner[]
}

/** At most this many alternatives in a bid: more would buy a solver more than one ticket. */
export const maxSolutions = 3

interface JudgedBid {
  solver: Address
  bidHash: Hex
  status: BidStatus
  code: string
  reason: string
  candidates: Candidate[]
  /** The bid, where it was revealed in time. */
  bid?: Bid
}

const lower = (address: Address): string => address.toLowerCase()

/** @throws {@link WalrasError} `solution/…` with the first broken rule. */
function judgeSolution(problem: Problem, solution: Solution): Evaluation {
  const evaluation = evaluateSolution(problem, solution)
  checkFairness(problem, evaluation)
  return evaluation
}

/** What is left of a valid solution without the dropped intents, by all rules again; or why nothing is. */
function judgeRest(problem: Problem, rest: Solution): Evaluation | string {
  if (rest.fills.length === 0) return 'Every intent it serves was dropped from the auction.'
  try {
    return judgeSolution(problem, rest)
  } catch (error) {
    if (!(error instanceof WalrasError)) throw error
    return `It does not stand without the intents that were dropped from the auction: ${error.message}`
  }
}

/**
 * A bid's solutions by the rules, as they were bid and without the dropped intents. A bid is as good as its valid
 * solutions; it is refused when none is valid, and has lost when none is left.
 */
function judge(problem: Problem, bid: Bid, hash: Hex, dropped: ReadonlyMap<Hex, string>): JudgedBid {
  const judged: JudgedBid = {
    solver: bid.solver,
    bidHash: hash,
    status: 'invalid',
    code: '',
    reason: '',
    candidates: [],
  }
  if (bid.solutions.length === 0 || bid.solutions.length > maxSolutions)
    return {
      ...judged,
      code: 'bid/solution-count',
      reason: `A bid has 1 to ${maxSolutions} solutions, this one ${bid.solutions.length}.`,
    }
  let bereft: string | undefined
  for (const [index, solution] of bid.solutions.entries()) {
    try {
      const asBid = judgeSolution(problem, solution)
      const rest = dropIntents(problem, solution, dropped)
      const evaluation = rest === solution ? asBid : judgeRest(problem, rest)
      if (typeof evaluation === 'string') bereft ??= evaluation
      else judged.candidates.push({ solver: bid.solver, bidHash: hash, solution: index, evaluation })
    } catch (error) {
      if (!(error instanceof WalrasError)) throw error
      judged.status = error.code === 'solution/unfair' ? 'unfair' : 'invalid'
      judged.code = error.code
      judged.reason = error.message
    }
  }
  if (judged.candidates.length > 0) return { ...judged, status: 'lost', code: '', reason: '' }
  if (bereft !== undefined) return { ...judged, status: 'lost', code: 'bid/intents-dropped', reason: bereft }
  return judged
}

function collect({ problem, commitments, bids, reverted, dropped }: ResolveAuctionParameters): JudgedBid[] {
  const committed = new Map(commitments.map((seen) => [`${lower(seen.solver)}/${seen.bidHash}`, seen]))
  const judged = new Map<string, JudgedBid>()
  for (const bid of bids) {
    const hash = bidHash(bid)
    const key = `${lower(bid.solver)}/${hash}`
    if (judged.has(key)) continue
    const blank = { solver: bid.solver, bidHash: hash, candidates: [], bid }
    const failure = [...(reverted ?? [])].find(([solver]) => lower(solver) === lower(bid.solver))
    if (!committed.has(key) || bid.auctionHash !== problem.auctionHash)
      judged.set(key, {
        solver: bid.solver,
        bidHash: hash,
        candidates: [],
        status: 'late',
        code: 'bid/no-commitment',
        reason: 'No commitment to this bid arrived in time.',
      })
    else if (failure) judged.set(key, { ...blank, status: 'reverted', code: 'settlement/reverted', reason: failure[1] })
    else judged.set(key, { ...judge(problem, bid, hash, dropped ?? new Map()), bid })
  }
  for (const [key, { solver, bidHash }] of committed)
    if (!judged.has(key))
      judged.set(key, {
        solver,
        bidHash,
        candidates: [],
        status: 'unrevealed',
        code: 'bid/unrevealed',
        reason: 'The bid was promised, but not revealed in time.',
      })
  return [...judged.values()].sort((a, b) => {
    const [x, y] = [`${lower(a.solver)}${a.bidHash}`, `${lower(b.solver)}${b.bidHash}`]
    return x < y ? -1 : x > y ? 1 : 0
  })
}

/** What is wrong with a certificate is said, but is no reason to lose. */
function withProof({ code, reason }: Pick<BidOutcome, 'code' | 'reason'>, { bound, error }: CertifiedBound) {
  if (!error) return { bound, code, reason: plainLine(reason, wireLimits.bidReasonCharacters) }
  const noted = [reason, `Its certificate proves nothing: ${error.message}`].filter((text) => text !== '').join(' ')
  return { bound, code: code || error.code, reason: plainLine(noted, wireLimits.bidReasonCharacters) }
}

function describe(
  bid: JudgedBid,
  winning: readonly Candidate[],
  total: bigint,
  without: bigint,
  proof: CertifiedBound,
): BidOutcome {
  const won = winning.find(({ bidHash, solver }) => bidHash === bid.bidHash && solver === bid.solver)
  const best = won ?? [...bid.candidates].sort((a, b) => (a.evaluation.score > b.evaluation.score ? -1 : 1))[0]
  const score = best?.evaluation.score ?? 0n
  const lost = bid.status === 'lost' && bid.code === '' && !won
  return {
    solver: bid.solver,
    bidHash: bid.bidHash,
    status: won ? 'won' : bid.status,
    score,
    marginal: won ? total - without : 0n,
    solution: best?.solution ?? 0,
    ...withProof(
      {
        code: lost ? 'bid/outscored' : bid.code,
        reason: lost ? `The winning total is ${total}, this bid's best solution scores ${score}.` : bid.reason,
      },
      proof,
    ),
  }
}

/**
 * Decides an auction: the same bytes on every machine, whatever the order of arrival. Verifies each bid against its
 * commitment and each solution against every rule, drops unfair ones, and takes the disjoint set of solutions with the
 * highest total score. Every bid gets exactly one outcome. Solutions lose the fills of `dropped` intents and are judged
 * again. The outcome also says what the bids' certificates prove, and of every intent that no winner serves why.
 *
 * @example
 * ```ts
 * const { outcome, winners } = resolveAuction({ problem, commitments, bids })
 * ```
 */
export function resolveAuction(parameters: ResolveAuctionParameters): Resolution {
  const { problem } = parameters
  const judged = collect(parameters)
  const candidates = judged.flatMap(({ candidates }) => candidates)
  const winning = chooseWinners(problem, candidates)
  const total = sum(winning)
  const proofs = certifiedBounds(
    problem,
    judged.map(({ bid }) => bid?.certificate),
  )
  const bids = judged.map((bid, index) => {
    const without = winning.some(({ bidHash, solver }) => bidHash === bid.bidHash && solver === bid.solver)
      ? sum(
          chooseWinners(
            problem,
            candidates.filter(({ solver }) => lower(solver) !== lower(bid.solver)),
          ),
        )
      : total
    return describe(bid, winning, total, without, proofs[index] as CertifiedBound)
  })
  return {
    outcome: {
      auctionHash: problem.auctionHash,
      total,
      bound: leastBound(proofs),
      bids,
      unserved: unservedIntents(
        problem,
        winning.map(({ evaluation }) => evaluation),
        parameters.dropped ?? new Map(),
      ),
    },
    winners: winning.map(({ solver, bidHash, evaluation }) => ({ solver, bidHash, evaluation })),
  }
}

function sum(candidates: readonly Candidate[]): bigint {
  return candidates.reduce((total, { evaluation }) => total + evaluation.score, 0n)
}

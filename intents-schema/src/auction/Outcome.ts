import type { Address, Hex } from 'viem'
import type { SignedAward } from './Auction.ts'

/** What may become of a bid. Every bid gets exactly one; `reverted`: it won, but its batch failed on chain. */
export const bidStatuses = ['won', 'lost', 'unfair', 'invalid', 'late', 'unrevealed', 'reverted'] as const
export type BidStatus = (typeof bidStatuses)[number]

export interface BidOutcome {
  solver: Address
  bidHash: Hex
  status: BidStatus
  /** Score of the solver's best valid solution, 0 if it has none, in token base units. */
  score: bigint
  /** Winning total minus the best total without this solver's bid: what the solver added. 0 for losers. */
  marginal: bigint
  /**
   * What the bid's certificate proves that no solution of the auction scores above, in token base units; 0 if it has none,
   * or none that proves anything.
   */
  bound: bigint
  /** Which of the bid's solutions won, or was the best. */
  solution: number
  /** '' or the stable code of the reason, as in `solution/limit-exceeded`. */
  code: string
  /** '' or one sentence for people. */
  reason: string
}

/** Why an intent of the auction is in no winning solution. */
export interface UnservedIntent {
  /** Index into `auction.intentIds`. */
  intent: number
  /** Stable code, as in `unserved/too-expensive`. */
  code: string
  /** One line for people. */
  reason: string
}

/** The decision of one auction: a pure function of public inputs, the same bytes on every machine. */
export interface Outcome {
  auctionHash: Hex
  /** Sum of the winners' scores. */
  total: bigint
  /**
   * The least that a certificate of the auction proves to be out of reach: no set of solutions scores above it, so the
   * winners are at most `bound - total` from the best. 0 when no bid proves anything.
   */
  bound: bigint
  /** Ascending by solver address, then bid hash. */
  bids: readonly BidOutcome[]
  /** Ascending by intent: the first 1000 of the auction that no winner serves. */
  unserved: readonly UnservedIntent[]
}

/** The auctioneer's word on an auction, and the award if there is something to settle. */
export interface SignedOutcome {
  outcome: Outcome
  signature: Hex
  award?: SignedAward
}

/** What the chain did with an award. */
export interface SettlementReport {
  auctionHash: Hex
  batchHash: Hex
  status: 'settled' | 'reverted'
  transactionHash: Hex
  /** '' or why it reverted. */
  reason: string
}

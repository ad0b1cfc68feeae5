import type {
  Batch,
  Bid,
  SettlementReport,
  SignedAuction,
  SignedBidCommitment,
  SignedIntent,
  SignedOutcome,
} from '@walras/intents-schema'
import type { Problem, Resolution } from '@walras/solver-kit'
import type { Address, Hex } from 'viem'

/** What an auction is about. Fixed when it is cut. */
export interface OpenedAuction {
  auction: SignedAuction
  auctionHash: Hex
  /** In the order of `auction.intentIds`. */
  intents: readonly SignedIntent[]
  problem: Problem
}

/** What came in, each bid and commitment once and in time. Keyed by `<solver>/<bidHash>` in lower case. */
interface Collected extends OpenedAuction {
  commitments: ReadonlyMap<string, SignedBidCommitment>
  bids: ReadonlyMap<string, Bid>
}

/** What came in, once nothing more can. */
export interface Closed extends Collected {
  /** Solvers whose award failed in this auction, and why. */
  reverted: ReadonlyMap<Address, string>
  /** Intents that made an award fail in this auction, and why. */
  dropped: ReadonlyMap<Hex, string>
  /** Expiry block of the latest award of this auction; 0 before the first. The next one must expire later. */
  awardedUntil: bigint
}

export interface Resolved extends Closed {
  resolution: Resolution
}

/** An award that the auctioneer has put its name to. */
export interface Awarded extends Resolved {
  outcome: SignedOutcome
  batch: Batch
}

/**
 * Where a round stands. Each phase has what it needs and nothing else:
 *
 *     open → commit → reveal → resolve → award → settle → done
 *                                  ↑        │        │
 *                                  └────────┴────────┘ a winner or an intent failed: again without it
 *
 * and `failed` from anywhere: the round cannot go on, for a reason that is nobody's bid.
 */
export type RoundState =
  | { phase: 'open'; round: bigint }
  | ({ phase: 'commit' } & Collected)
  | ({ phase: 'reveal' } & Collected)
  | ({ phase: 'resolve' } & Closed)
  | ({ phase: 'award' } & Resolved)
  | ({ phase: 'settle' } & Awarded)
  | ({ phase: 'done'; outcome: SignedOutcome; report?: SettlementReport; settled: readonly Hex[] } & Resolved)
  | {
      phase: 'failed'
      during: Exclude<RoundState['phase'], 'done' | 'failed'>
      code: string
      reason: string
      auctionHash?: Hex
    }

export type RoundPhase = RoundState['phase']

/** What can happen to a round. Times in unix milliseconds. */
export type RoundEvent =
  | { kind: 'opened'; opened: OpenedAuction }
  | { kind: 'commitment'; commitment: SignedBidCommitment; receivedAtMs: number }
  | { kind: 'bid'; bid: Bid; receivedAtMs: number }
  | { kind: 'clock'; nowMs: number }
  | { kind: 'resolved'; resolution: Resolution }
  /** Signed; with a batch if there is something to settle, and it would settle now. */
  | { kind: 'awarded'; outcome: SignedOutcome; batch?: Batch }
  /** `settled`: ids of the intents that the chain says it settled. */
  | { kind: 'settled'; report: SettlementReport; settled: readonly Hex[] }
  /** Some winners' part did not go through, or would not. */
  | { kind: 'reverted'; reverted: ReadonlyMap<Address, string> }
  /** Some intents cannot be settled: their owners saw to it, or somebody else bought what they needed. */
  | { kind: 'dropped'; dropped: ReadonlyMap<Hex, string> }
  | { kind: 'failed'; code: string; reason: string }

import type { LeaseClocks, LeaseShares } from '@walras/intents-schema'

/** How a claim of tier 1 is challenged. Shares in millionths, amounts in token base units. */
export interface DisputeTerms {
  /** Least and most seconds to challenge a claim. */
  windowMin: number
  windowMax: number
  /** Value at stake that makes the window a second longer. */
  valuePerSecond: bigint
  /** Least bond of a challenge, so that small claims are not disputed for nothing. */
  bondMin: bigint
  /** Bond as a share of the claim's value. */
  bondPips: number
  /** Of a lost bond: burned. The rest is the operator's. */
  burnedPips: number
}

/** The clocks of a dispute, in seconds. */
export interface CouncilTerms {
  /** Time of the operator, and of the challenger, for all their moves. */
  operatorSeconds: number
  challengerSeconds: number
  /** Time of the attestors once a ruling is due; after it the claim stands and the bond goes back. */
  rulingSeconds: number
  /** Moves of each side. */
  maxMoves: number
}

/** What proven offences cost, in token base units. */
export interface Penalties {
  /** The auctioneer: two auctions, outcomes or awards where there can be one, or an award that can never settle. */
  auctioneer: bigint
  /** A solver: a bid that can never settle. */
  invalidBid: bigint
  /** A solver: a bid that it committed to and does not show when asked. */
  unrevealed: bigint
}

/** How a solver is made to show a bid. */
export interface RevealTerms {
  /** Token base units: for the solver's trouble when it answers, back to the challenger when it does not. */
  deposit: bigint
  /** Seconds after the time to reveal in which a bid can be challenged. */
  challengeSeconds: bigint
  /** Seconds to answer. With `challengeSeconds` and an hour at most `unbondDelay`, or bonds could leave first. */
  answerSeconds: bigint
}

/** The rules a market is deployed with. None of them can be changed later. */
export interface MarketTerms {
  /** Length of a slot in seconds. */
  slotSeconds: bigint
  /** Share of the solvers' gross margin kept by the protocol, in millionths. */
  protocolFeePips: bigint
  /** The clocks of a lease. Default: start within a twelfth of a slot, a sign of life every two thirds (with half, one in
   * the middle would be enough in one exact second only), submit within one. */
  clocks: LeaseClocks
  /** What failures cost of the stake, and what a release costs the holder. */
  shares: LeaseShares
  /** Bond per unit on offer as a share of the ladder's highest price, in millionths. */
  bondPips: bigint
  /** Seconds after a slot's end until its bond can be freed. At least `clocks.submit`. Default: 168 slots. */
  bondHold: bigint
  /** Seconds between asking for a bond and having it. Default: 168 slots, or longer where evidence takes longer. */
  unbondDelay: bigint
  /** Free bond that lets a solver bid, in token base units. */
  minSolverBond: bigint
  /** Challenges of claims in tier 1. */
  dispute: DisputeTerms
  council: CouncilTerms
  /** Most seconds between an enclave's report and the claim of tier 2 that it is for. Default: half a slot. */
  reportMaxAge: bigint
  /** Default: 10,000 dollars of the auctioneer; of solvers, what lets them bid. */
  penalties: Penalties
  reveal: RevealTerms
}

/** Of the stake: honesty costs a tenth, being found out half to all of it. */
const leaseShares: LeaseShares = {
  declared: 100_000,
  notStarted: 500_000,
  silent: 750_000,
  notSubmitted: 500_000,
  disproven: 1_000_000,
  burned: 200_000,
  releaseFee: 10_000,
}

const dollar = 1_000_000n

/** Slots in a day and in a week of hours. */
const dayOfSlots = 24n
const weekOfSlots = 168n

/** What the contracts want between the end of a challenge for a bid and the way out for the bond. */
const revealSlack = 3600n

/**
 * Production's terms, with every time in proportion to the slot: at 3600 s a start within 300 s, a sign of life every
 * 2400 s, an hour to submit, an hour to a day to challenge, and a week until bonds are free.
 *
 * @example
 * ```ts
 * marketTerms({ slotSeconds: 60n }).clocks // { start: 5, heartbeat: 40, submit: 60 }
 * ```
 */
export function marketTerms({ slotSeconds = 3600n, ...given }: Partial<MarketTerms> = {}): MarketTerms {
  const slot = Number(slotSeconds)
  const minSolverBond = given.minSolverBond ?? 1000n * dollar
  const reveal = given.reveal ?? {
    deposit: 20n * dollar,
    challengeSeconds: dayOfSlots * slotSeconds,
    answerSeconds: 4n * slotSeconds,
  }
  const revealed = reveal.challengeSeconds + reveal.answerSeconds + revealSlack
  const week = weekOfSlots * slotSeconds
  return {
    slotSeconds,
    protocolFeePips: 100_000n,
    clocks: { start: Math.floor(slot / 12), heartbeat: Math.max(1, Math.floor((2 * slot) / 3)), submit: slot },
    shares: leaseShares,
    bondPips: 200_000n,
    bondHold: week,
    unbondDelay: week > revealed ? week : revealed,
    minSolverBond,
    dispute: {
      windowMin: slot,
      windowMax: Number(dayOfSlots) * slot,
      // A dollar of value makes the window 100 s longer at 3600 s slots.
      valuePerSecond: (10_000n * 3600n) / slotSeconds,
      bondMin: dollar,
      bondPips: 100_000,
      burnedPips: 250_000,
    },
    council: { operatorSeconds: 24 * slot, challengerSeconds: 12 * slot, rulingSeconds: 48 * slot, maxMoves: 8 },
    reportMaxAge: slotSeconds > 1n ? slotSeconds / 2n : 1n,
    penalties: { auctioneer: 10_000n * dollar, invalidBid: minSolverBond, unrevealed: minSolverBond },
    reveal,
    ...given,
  }
}

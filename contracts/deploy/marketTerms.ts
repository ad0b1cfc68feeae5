import type { LeaseClocks, LeaseShares } from '@walras/intents-schema'

/** The rules a market is deployed with. None of them can be changed later. */
export interface MarketTerms {
  /** Length of a slot in seconds. */
  slotSeconds: bigint
  /** Share of the solvers' gross margin kept by the protocol, in millionths. */
  protocolFeePips: bigint
  /** The clocks of a lease. Default: start within a twelfth of a slot, a sign of life every half, submit within one. */
  clocks: LeaseClocks
  /** What failures cost of the stake, and what a release costs the holder. */
  shares: LeaseShares
  /** Bond per unit on offer as a share of the ladder's highest price, in millionths. */
  bondPips: bigint
  /** Seconds after a slot's end until its bond can be freed. At least `clocks.submit`. Default: 168 slots. */
  bondHold: bigint
  /** Seconds between asking for a bond and having it. Default: 168 slots. */
  unbondDelay: bigint
  /** Free bond that lets a solver bid, in token base units. */
  minSolverBond: bigint
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

/** Slots in a week of hours. */
const weekOfSlots = 168n

/**
 * Production's terms, with every time in proportion to the slot: at 3600 s a start within 300 s, a sign of life every
 * 1800 s, an hour to submit, and a week until bonds are free.
 *
 * @example
 * ```ts
 * marketTerms({ slotSeconds: 60n }).clocks // { start: 5, heartbeat: 30, submit: 60 }
 * ```
 */
export function marketTerms({ slotSeconds = 3600n, ...given }: Partial<MarketTerms> = {}): MarketTerms {
  const slot = Number(slotSeconds)
  return {
    slotSeconds,
    protocolFeePips: 100_000n,
    clocks: { start: Math.floor(slot / 12), heartbeat: Math.max(1, Math.floor(slot / 2)), submit: slot },
    shares: leaseShares,
    bondPips: 200_000n,
    bondHold: weekOfSlots * slotSeconds,
    unbondDelay: weekOfSlots * slotSeconds,
    minSolverBond: 1_000_000_000n,
    ...given,
  }
}

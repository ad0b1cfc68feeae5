import type { Lease, LeaseFailure, LeaseShares } from '@walras/intents-schema'

const millionths = 1_000_000n

/** What a buyer gets back is measured by the smaller of what the pool asked and what the buyer paid: a product's price
 * averages its pools, and else one could buy at the average and release at the pool's own price. */
function refundable({ cost, payment }: Pick<Lease, 'cost' | 'payment'>): bigint {
  return payment < cost ? payment : cost
}

/** How the cost of a lease is split, in token base units: `earned + refund` is the cost. */
export interface Earned {
  /** For the operator, before the verifier's fee. */
  earned: bigint
  /** For the holder. */
  refund: bigint
}

/**
 * Per second: what `seconds` of the slot earn, and what the rest gives back. The twin of `LeaseMoney.earn`.
 *
 * @param seconds 0..slotSeconds
 *
 * @example
 * ```ts
 * earn({ cost: 3600n, payment: 4000n }, 3000n, 3600n) // { earned: 3000n, refund: 600n }
 * ```
 */
export function earn(lease: Pick<Lease, 'cost' | 'payment'>, seconds: bigint, slotSeconds: bigint): Earned {
  const refund = (refundable(lease) * (slotSeconds - seconds)) / slotSeconds
  return { earned: lease.cost - refund, refund }
}

/**
 * Like {@link earn}, but the operator keeps at least the release fee. The twin of `LeaseMoney.release`.
 *
 * @param used seconds of the slot that the holder has had
 */
export function releaseMoney(
  lease: Pick<Lease, 'cost' | 'payment'>,
  used: bigint,
  slotSeconds: bigint,
  { releaseFee }: Pick<LeaseShares, 'releaseFee'>,
): Earned {
  const { refund } = earn(lease, used, slotSeconds)
  const most = (refundable(lease) * (millionths - BigInt(releaseFee))) / millionths
  const paid = refund < most ? refund : most
  return { earned: lease.cost - paid, refund: paid }
}

/** What a failed operator loses of its stake, in token base units. The holder also gets the lease's cost back. */
export interface Penalty {
  /** For the holder: first the margin it paid, and what is left when nobody challenged. */
  compensation: bigint
  /** For the challenger. */
  reward: bigint
  burned: bigint
}

/**
 * The twin of `LeaseMoney.penalty`.
 *
 * @param stake what the lease's units stake, in token base units: `stakeOf` of the pools
 * @param challenged whether a challenger showed it
 */
export function penalty(
  { cost, payment }: Pick<Lease, 'cost' | 'payment'>,
  failure: LeaseFailure,
  stake: bigint,
  challenged: boolean,
  shares: LeaseShares,
): Penalty {
  const margin = payment > cost ? payment - cost : 0n
  const madeWhole = margin < stake ? margin : stake
  const lost = (stake * BigInt(shares[failure])) / millionths
  if (lost <= madeWhole) return { compensation: madeWhole, reward: 0n, burned: 0n }
  const rest = lost - madeWhole
  const burned = (rest * BigInt(shares.burned)) / millionths
  return challenged
    ? { compensation: madeWhole, reward: rest - burned, burned }
    : { compensation: madeWhole + rest - burned, reward: 0n, burned }
}

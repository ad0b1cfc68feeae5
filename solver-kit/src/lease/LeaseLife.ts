import type { LeaseFailure, LeaseStatus } from '@walras/intents-schema'
import type { Address } from 'viem'

/** How a lease ended, and what of its money went where, in token base units. */
export type LeaseEnd =
  | { status: 'settled'; at: bigint; earned: bigint; refund: bigint; fee: bigint }
  | { status: 'released'; at: bigint; earned: bigint; refund: bigint }
  | { status: 'failed'; at: bigint; failure: LeaseFailure; compensation: bigint; reward: bigint; burned: bigint }

/** What has become of a lease. Times are unix seconds. */
export interface LeaseLife {
  /** Never disputed: that is between the verifier and its challengers. `statusOf` of the escrow knows. */
  status: Exclude<LeaseStatus, 'disputed'>
  holder: Address
  /** When billing began; 0 until the operator has started. */
  startedAt: bigint
  /** The operator's last sign of life; 0 until it has started. */
  beatAt: bigint
  end?: LeaseEnd
}

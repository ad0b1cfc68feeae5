import { type DeliveryClaim, type Lease, type LeaseTerms, leaseId } from '@walras/intents-schema'
import type { Hex } from 'viem'
import { endsAt } from './leaseClock.ts'

export interface ClaimOfParameters {
  lease: Lease
  /** When billing began: `startedAt` of the lease's life, unix seconds. */
  startedAt: bigint
  terms: Pick<LeaseTerms, 'slotSeconds'>
  /** What the operator delivers. */
  inputRoot: Hex
  outputRoot: Hex
}

/**
 * What the escrow claims for a lease when its operator submits: what evidence must be about, and what a challenge must
 * repeat. The twin of `LeaseEscrow._submit`.
 *
 * @example
 * ```ts
 * const claim = claimOf({ lease, startedAt: life.startedAt, terms, inputRoot, outputRoot })
 * const digest = claimHash(claim)
 * ```
 */
export function claimOf({ lease, startedAt, terms, inputRoot, outputRoot }: ClaimOfParameters): DeliveryClaim {
  const end = endsAt(lease, terms)
  const { intentId, operator, workload, units } = lease
  return {
    intentId,
    leaseId: leaseId(lease),
    operator,
    workload,
    inputRoot,
    outputRoot,
    units: (units * (end - startedAt)) / terms.slotSeconds,
    start: startedAt,
    end,
  }
}

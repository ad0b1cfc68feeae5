/** Where a lease is in its life, in the contract's order. Settled, released and failed are ends; each lease has one. */
export const leaseStatuses = ['leased', 'started', 'finished', 'disputed', 'settled', 'released', 'failed'] as const

/** Disputed is finished with a challenge open in the verifier. */
export type LeaseStatus = (typeof leaseStatuses)[number]

/** Why a lease failed, in the contract's order. */
export const leaseFailures = ['declared', 'notStarted', 'silent', 'notSubmitted', 'disproven'] as const

export type LeaseFailure = (typeof leaseFailures)[number]

/**
 * The name of a status as `statusOf` of the escrow answers it.
 *
 * @throws RangeError for a number that is no status.
 */
export function leaseStatus(value: number): LeaseStatus {
  const status = leaseStatuses[value]
  if (!status) throw new RangeError(`${value} is no lease status: they are 0..${leaseStatuses.length - 1}.`)
  return status
}

/**
 * The name of a failure as `LeaseFailed` carries it.
 *
 * @throws RangeError for a number that is no failure.
 */
export function leaseFailure(value: number): LeaseFailure {
  const failure = leaseFailures[value]
  if (!failure) throw new RangeError(`${value} is no lease failure: they are 0..${leaseFailures.length - 1}.`)
  return failure
}

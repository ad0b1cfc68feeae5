/** The clocks of a lease, in seconds. */
export interface LeaseClocks {
  /** An operator starts a lease at most so long before its slot, and at most so long after the slot begins. */
  start: number
  /** Most time between an operator's signs of life. */
  heartbeat: number
  /** Time after the slot to submit the claim. */
  submit: number
}

/** Shares in millionths. */
export interface LeaseShares {
  /** Of the stake, lost by an operator that says in time that it cannot deliver. */
  declared: number
  /** Of the stake, lost by not starting, by going silent, and by not submitting in time. */
  notStarted: number
  silent: number
  notSubmitted: number
  /** Of the stake, lost with a claim that the verifier rejects. */
  disproven: number
  /** Of every penalty beyond the holder's margin: burned, so that nobody profits from failing themselves. */
  burned: number
  /** Of a released lease's cost: kept by the operator at least. */
  releaseFee: number
}

/** The rules that all leases of a market live by. solver-kit's `readLeaseTerms` reads them from the escrow. */
export interface LeaseTerms {
  /** Length of a slot in seconds. */
  slotSeconds: bigint
  clocks: LeaseClocks
  shares: LeaseShares
}
